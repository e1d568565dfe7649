import Traces

extension SeriesSet {
    /// SHA-256 of what a model can learn from: ids, times and values of every series, covariates included, in order.
    ///
    /// The same data has the same digest whatever file it was read from. Every NaN counts as the same missing value.
    public var digest: String {
        var hash = SHA256()
        hash.update(Array("\(quantity.kind.rawValue)\0\(quantity.unit)\0".utf8))
        for one in series {
            let shape = "\(one.id)\0\(one.axis.kind.rawValue) \(one.axis.start) \(one.axis.step)\0"
            hash.update(Array(shape.utf8))
            for column in [one.values] + one.pastCovariates + one.futureCovariates + [one.staticCovariates] {
                hash.update(Array("\(column.count)\0".utf8))
                // One bit pattern for every NaN, little-endian.
                let bits = column.map { ($0.isNaN ? Float.nan : $0).bitPattern.littleEndian }
                bits.withUnsafeBytes { hash.update($0) }
            }
        }
        return hash.hexDigest()
    }
}

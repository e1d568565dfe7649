extension GaussianCopula {
    private static let factorName = "gaussian_copula.factor", shrinkageName = "gaussian_copula.shrinkage"

    /// Adds the copula to an archive: the factor itself, so that what is drawn after a reload is what was drawn before.
    public func store(in archive: inout ModelArchive) {
        archive.tensors[Self.factorName] = ModelArchive.Tensor(factor, shape: [factor.count])
        archive.tensors[Self.shrinkageName] = ModelArchive.Tensor([shrinkage], shape: [1])
    }

    /// Reads the copula of an archive; `nil` when it has none.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` for a tensor that is not the factor of a correlation matrix.
    public init?(archive: ModelArchive) throws(ForecastError) {
        guard let tensor = archive.tensors[Self.factorName] else { return nil }
        let shrinkage = try archive.floats(Self.shrinkageName, shape: [1])[0]
        guard (0...1).contains(shrinkage) else {
            throw ForecastError.invalidArchive("tensor \(Self.shrinkageName) should lie between 0 and 1, found \(shrinkage)")
        }
        guard tensor.shape.count == 1, let factor = tensor.floats else {
            throw ForecastError.invalidArchive(
                "tensor \(Self.factorName) should be F32 with one axis, found \(tensor.type.rawValue) \(tensor.shape)")
        }
        let steps = Int(((8 * Double(factor.count) + 1).squareRoot() - 1) / 2)
        guard steps > 0, Self.start(steps) == factor.count else {
            throw ForecastError.invalidArchive(
                "tensor \(Self.factorName) should hold the rows of a triangle, 1 + 2 + … values, found \(factor.count)")
        }
        for step in 0..<steps {
            let row = factor[Self.start(step)..<Self.start(step + 1)]
            let length = row.reduce(0) { $0 + Double($1) * Double($1) }
            // Rows were rounded to float, element by element. NaN is in no range.
            guard (0.999...1.001).contains(length), row.last! > 0 else {
                throw ForecastError.invalidArchive(
                    "row \(step) of tensor \(Self.factorName) should have length 1 and a positive last element, found \(length.squareRoot()) "
                        + "and \(row.last!)")
            }
        }
        self.init(steps: steps, shrinkage: shrinkage, factor: factor)
    }
}

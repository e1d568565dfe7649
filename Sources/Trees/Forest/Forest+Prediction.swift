extension Forest {
    /// Predictions of a row, in double precision: what LightGBM's `predict` returns for the same model and row.
    ///
    /// Equal bit for bit where the objective needs no function of the C library, and with LightGBM's C library everywhere. Allocates nothing.
    ///
    /// - Parameters:
    ///   - row: values `[D]`; NaN where missing.
    ///   - out: predictions `[outputs]`, written.
    public func predict(row: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>) {
        for k in 0..<outputs { out[k] = 0 }
        addRawScores(of: row, to: out)
        finishPrediction(out)
    }

    /// Predictions of a row.
    /// - Parameters:
    ///   - row: values `[D]`; NaN where missing.
    /// - Returns: predictions `[outputs]`.
    /// - Precondition: the row has ``featureCount`` values.
    public func predict(row: [Double]) -> [Double] {
        precondition(row.count == featureCount, "a row of \(row.count) values, the forest has \(featureCount) features")
        return [Double](unsafeUninitializedCapacity: outputs) { out, count in
            predict(row: row, into: out.baseAddress!)
            count = outputs
        }
    }

    /// Turns the raw sums of a row into predictions, in place: the average of a random forest, then the link of the objective.
    /// - Parameters:
    ///   - sums: raw sums `[outputs]`, as ``addRawScores(of:to:)`` computes them from 0; replaced by predictions.
    public func finishPrediction(_ sums: UnsafeMutablePointer<Double>) {
        if averages {
            let count = Double(iterations)
            for k in 0..<outputs { sums[k] /= count }
        }
        objective.applyLink(to: sums, count: outputs)
    }

    /// Trees of each output.
    public var iterations: Int { trees.first?.width == 1 ? trees.count / outputs : trees.count }
}

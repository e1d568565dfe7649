/// A long autoregression by the equations of Yule and Walker, for the first stage of estimation.
enum LongAutoregression {
    /// Errors of the values; the first `order` ones are 0.
    static func errors(of values: [Double], order: Int) -> [Double] {
        let covariances = (0...order).map { lag in
            zip(values.dropFirst(lag), values).reduce(0) { $0 + $1.0 * $1.1 }
        }
        // The recursion of Levinson and Durbin.
        var (coefficients, rest) = ([Double](), covariances[0])
        for lag in 0..<order where rest > 0 {
            var partial = covariances[lag + 1]
            for (index, coefficient) in coefficients.enumerated() { partial -= coefficient * covariances[lag - index] }
            partial /= rest
            let before = coefficients
            for index in before.indices { coefficients[index] -= partial * before[before.count - 1 - index] }
            coefficients.append(partial)
            rest *= 1 - partial * partial
        }
        var errors = [Double](repeating: 0, count: values.count)
        for step in order..<max(values.count, order) {
            var expected = 0.0
            for (index, coefficient) in coefficients.enumerated() { expected += coefficient * values[step - 1 - index] }
            errors[step] = values[step] - expected
        }
        return errors
    }
}

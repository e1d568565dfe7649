/// What is left of `log k!` beyond Stirling's leading terms, for samplers that compare probabilities.
enum StirlingSeries {
    /// `log k! − [(k + ½) log(k + 1) − (k + 1) + ½ log 2π]`, to 1e-13.
    static func tail(_ k: Double) -> Double {
        if k < 10 { return first[Int(k)] }
        let square = (k + 1) * (k + 1)
        return (1.0 / 12 - (1.0 / 360 - (1.0 / 1_260 - 1.0 / 1_680 / square) / square) / square) / (k + 1)
    }

    /// `log k!` for whole `k ≥ 0`.
    static func logFactorial(_ k: Double) -> Double {
        (k + 0.5) * PortableMath.log(k + 1) - (k + 1) + 0.918938533204672742 + tail(k)
    }

    private static let first: [Double] = [
        0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119, 0.01387612882307075,
        0.01189670994589177, 0.01041126526197210, 0.00925546218271273, 0.00833056343336287,
    ]
}

/// Confidence against accuracy in bins of equal width.
///
/// Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017: the expected calibration error with 15 bins.
public struct ReliabilityDiagram: Sendable, Equatable {
    /// One bin of confidences.
    public struct Bin: Sendable, Equatable {
        /// Windows in it.
        public var count = 0
        /// Sum of their confidences.
        public var confidence = 0.0
        /// How many of them were right.
        public var right = 0
    }

    /// Bins of equal width from 0 to 1.
    public private(set) var bins: [Bin]

    /// An empty diagram.
    /// - Precondition: at least one bin.
    public init(bins: Int = 15) {
        precondition(bins >= 1)
        self.bins = [Bin](repeating: Bin(), count: bins)
    }

    /// Takes one answer; confidence lies in 0...1.
    public mutating func add(confidence: Double, isRight: Bool) {
        let index = min(bins.count - 1, max(0, Int(confidence * Double(bins.count))))
        bins[index].count += 1
        bins[index].confidence += confidence
        bins[index].right += isRight ? 1 : 0
    }

    /// Mean over all answers of the distance between mean confidence and accuracy of their bin; NaN without any.
    public var expectedError: Double {
        let count = bins.reduce(0) { $0 + $1.count }
        return bins.reduce(0) { $0 + abs($1.confidence - Double($1.right)) } / Double(count)
    }
}

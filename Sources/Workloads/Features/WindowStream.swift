import Tensors

/// The latest window of a series that grows minute by minute, with its features.
///
/// Sums of two, ten and sixty minutes are kept as the minutes come in, and so is the order of what every scale looks at; features of a
/// longer scale are computed when one of its steps is complete. They are bit for bit those of ``ArchetypeFeatures/windows(of:usesContext:)``.
public struct WindowStream: Sendable {
    private let features: ArchetypeFeatures
    private var scales: [ScaleHistory]
    private var row = [Float](repeating: .nan, count: ArchetypeFeatures.names.count)
    private var work: [Double]
    /// Minutes that were seen.
    public private(set) var minutes = 0
    /// Events of the latest window; NaN where a minute is missing.
    public private(set) var events = 0.0

    /// Begins with no minute.
    public init(_ features: ArchetypeFeatures) {
        self.features = features
        scales = DemandScale.allCases.map { ScaleHistory($0, lengths: $0.lengths(features.plan)) }
        work = [Double](repeating: 0, count: features.workspace)
    }

    /// Takes the count of the next minute; NaN is missing.
    ///
    /// - Returns: features `[100]` of the window that ends with it; `nil` until there are as many minutes as a window has.
    public mutating func append(_ count: Float) -> [Float]? {
        minutes += 1
        for index in scales.indices { if scales[index].append(count) { update(index) } }
        guard minutes >= features.plan.length else { return nil }
        events = scales[0].recent(features.plan.length).reduce(0) { $0 + Double($1) }
        return row
    }

    private mutating func update(_ index: Int) {
        guard scales[index].isUsable else { return }
        let offset = index * ScaleFeature.allCases.count
        let (features, history) = (features, scales[index])
        row.withUnsafeMutableBufferPointer { row in
            work.withUnsafeMutableBufferPointer { work in
                guard let out = row.baseAddress, let work = work.baseAddress else { return }
                history.withLatest { values, sorted in
                    guard let first = values.baseAddress else { return }
                    features.scale(
                        first, sorted: sorted.baseAddress, into: out + offset, count: 1, stride: 0, length: values.count, work: work)
                }
            }
        }
    }
}

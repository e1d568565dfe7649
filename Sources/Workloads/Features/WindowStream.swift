import Tensors

/// The latest window of a series that grows minute by minute, with its features.
///
/// Sums of ten minutes and of an hour are kept as the minutes come in, and features of the longer scales are computed when one of those is
/// complete; a minute more costs the features of the window itself. They are bit for bit those of
/// ``ArchetypeFeatures/windows(of:usesContext:)``.
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
        guard let length = scales[index].usableLength else { return }
        let columns = ScaleFeature.allCases.count
        let values = scales[index].recent(length)
        values.withUnsafeBufferPointer { values in
            row.withUnsafeMutableBufferPointer { row in
                work.withUnsafeMutableBufferPointer { work in
                    features.scale(
                        values.baseAddress!, into: row.baseAddress! + index * columns, count: 1, stride: 0, length: length,
                        work: work.baseAddress!)
                }
            }
        }
    }
}

/// The latest steps of a scale. They are kept twice as long as they are needed and moved down from time to time, so that they are always
/// one piece of memory.
private struct ScaleHistory: Sendable {
    private let step: Int
    private let lengths: [Int]
    private var steps: [Float] = []
    private var sum = 0.0
    private var open = 0

    init(_ scale: DemandScale, lengths: [Int]) {
        (step, self.lengths) = (scale.step, lengths)
        steps.reserveCapacity(2 * (lengths.last ?? 0))
    }

    /// Takes a minute; true when it completes a step.
    mutating func append(_ count: Float) -> Bool {
        sum += Double(count)
        open += 1
        guard open == step else { return false }
        let most = lengths.last ?? 0
        if steps.count == 2 * most { steps.removeFirst(most) }
        steps.append(Float(sum))
        (sum, open) = (0, 0)
        return true
    }

    /// The longest length that there are steps for.
    var usableLength: Int? { lengths.last { $0 <= steps.count } }

    func recent(_ length: Int) -> ArraySlice<Float> { steps.suffix(length) }
}

internal import CKernels

/// The kernels that scan text, at one level of instructions; all levels find the same.
///
/// Unchecked because the table of functions is in static memory and immutable.
struct TextKernels: @unchecked Sendable {
    private let table: UnsafePointer<hk_kernels>

    /// Room that ``findStructure(_:_:_:separator:)`` needs behind the last place.
    static let slack = Int(HK_STRUCTURE_SLACK)

    /// The kernels that the options ask for.
    init(_ options: TraceReadingOptions) {
        let level = options.kernelLevel.map { hk_isa(rawValue: $0) } ?? hk_isa_best()
        precondition(hk_isa_supported(level), "this machine cannot run kernels of level \(level.rawValue)")
        table = hk_kernels_for(level)
    }

    /// Reads exactly `count` numbers of one to nine digits with single separators between them.
    /// - Returns: the bytes read, or 0 when the text is anything else; `values` and `sum` are then undefined.
    @inline(__always)
    func parseCounts(
        _ values: UnsafeMutablePointer<Float>, sum: inout UInt64, _ text: UnsafePointer<UInt8>, _ length: Int, count: Int, separator: UInt8
    ) -> Int {
        table.pointee.parse_counts(values, &sum, text, length, count, separator)
    }

    /// Finds every separator, line feed and double quote, and returns how many there are.
    @inline(__always)
    func findStructure(_ places: UnsafeMutablePointer<UInt32>, _ text: UnsafePointer<UInt8>, _ length: Int, separator: UInt8) -> Int {
        table.pointee.find_structure(places, text, length, separator)
    }
}

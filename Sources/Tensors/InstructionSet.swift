internal import CKernels

/// Levels of vector instructions that our kernels are written for.
///
/// All levels are in one binary; ``best`` is chosen at run time, a lower one can be forced, for tests or to compare machines.
public enum InstructionSet: Int32, Hashable, Sendable, CaseIterable, Comparable, Codable {
    /// Plain C, the reference.
    case scalar = 0
    /// AVX2 with FMA.
    case avx2 = 1
    /// AVX-512 F, BW, VL, DQ.
    case avx512 = 2
    /// AVX-512 with BF16 dot products.
    case avx512bf16 = 3

    /// The best level of this machine.
    public static let best = InstructionSet(rawValue: Int32(hk_isa_best().rawValue)) ?? .scalar

    /// The levels that this machine can run, ascending; never empty.
    public static var supported: [InstructionSet] { allCases.filter(\.isSupported) }

    /// Whether this processor and operating system can run the level.
    public var isSupported: Bool { hk_isa_supported(level) }

    /// The name on the command line: `scalar`, `avx2`, `avx512`, `avx512bf16`.
    public var name: String {
        switch self {
        case .scalar: "scalar"
        case .avx2: "avx2"
        case .avx512: "avx512"
        case .avx512bf16: "avx512bf16"
        }
    }

    /// The level of a name as ``name`` gives it; `nil` for any other text.
    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    /// Order of capability.
    public static func < (a: InstructionSet, b: InstructionSet) -> Bool { a.rawValue < b.rawValue }

    /// The level as C knows it.
    var level: hk_isa { hk_isa(rawValue: UInt32(rawValue)) }
}

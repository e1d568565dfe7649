internal import CKernels

/// The hot loops at one level of instructions.
///
/// A value of this type is a choice, made once and handed down: `Kernels(compute.instructionSet)`. All functions take raw
/// pointers to as many floats as `count` or the shape says; an output may be an input where the same pointer is given for both,
/// other overlaps are not allowed. Counts may be 0. NaN propagates.
///
/// The same level gives the same bits, whatever the alignment; `avx2`, `avx512` and `avx512bf16` give the same bits as each
/// other, but for products of BF16 numbers (``WeightPrecision``). Bounds between them and `scalar` are stated in
/// `CKernels/include/ckernels.h`.
public struct Kernels: @unchecked Sendable {
    /// Level that these functions are written for.
    public let instructionSet: InstructionSet

    /// Table of functions in static memory: immutable, hence safe to share.
    let table: UnsafePointer<hk_kernels>

    /// The kernels of the best level of this machine.
    public static let best = Kernels(.best)

    /// The kernels of one level.
    /// - Precondition: `instructionSet.isSupported`.
    public init(_ instructionSet: InstructionSet) {
        precondition(instructionSet.isSupported, "this machine cannot run \(instructionSet.name) kernels")
        self.instructionSet = instructionSet
        self.table = hk_kernels_for(instructionSet.level)
    }
}

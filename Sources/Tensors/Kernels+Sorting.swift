internal import CKernels

extension Kernels {
    /// Sorts values that are almost in order, in place; the same bits at every level.
    ///
    /// Equal values keep their order. Takes time for every value, and for every pair that is out of order.
    /// - Parameters:
    ///   - values: no NaN.
    ///   - count: how many there are.
    package func insertionSort(_ values: UnsafeMutablePointer<Double>, count: Int) { table.pointee.insertion_sort(values, count) }
}

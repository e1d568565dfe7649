/// Bytes in order, once.
protocol ByteInput: AnyObject {
    /// Name of the source for messages.
    var name: String { get }

    /// Fills the front of `target` and returns how much; 0 at the end. Short reads are normal.
    func read(into target: UnsafeMutableRawBufferPointer) throws(TraceError) -> Int
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bytes of a source as they are stored, in order, once.
final class RawInput {
    let name: String
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private let memory: [UInt8]
    private var position = 0

    init(_ source: ByteSource) throws(TraceError) {
        name = source.name
        switch source {
        case .memory(_, let bytes):
            (descriptor, ownsDescriptor, memory) = (-1, false, bytes)
        case .standardInput:
            (descriptor, ownsDescriptor, memory) = (0, false, [])
        case .file(let path):
            guard !path.utf8.contains(0) else { throw TraceError.unreadable(file: name, reason: "the path holds a NUL byte") }
            let opened = open(path, O_RDONLY | O_CLOEXEC)
            guard opened >= 0 else { throw TraceError.unreadable(file: path, reason: SystemError.reason()) }
            (descriptor, ownsDescriptor, memory) = (opened, true, [])
        }
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    /// Fills the front of `target` and returns how much; 0 at the end. Short reads are normal.
    func read(into target: UnsafeMutableRawBufferPointer) throws(TraceError) -> Int {
        guard let base = target.baseAddress, target.count > 0 else { return 0 }
        if descriptor < 0 {
            let count = min(target.count, memory.count - position)
            memory.withUnsafeBytes { bytes in
                if count > 0, let from = bytes.baseAddress { base.copyMemory(from: from + position, byteCount: count) }
            }
            position += count
            return count
        }
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, base, target.count)
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, base, target.count)
            #else
                let count = Darwin.read(descriptor, base, target.count)
            #endif
            if count >= 0 { return count }
            if errno != EINTR { throw TraceError.unreadable(file: name, reason: SystemError.reason()) }
        }
    }
}

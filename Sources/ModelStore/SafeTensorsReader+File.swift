import Glibc

extension SafeTensorsReader {
    /// Opens the file at a path for the time of `body`.
    ///
    /// Plain reads instead of a mapping: a mapped file that is truncated by somebody else kills the process, a short read is a sentence.
    static func withFile<Result>(
        at path: String, _ body: (SafeTensorsReader) throws(ModelFileError) -> Result
    ) throws(ModelFileError) -> Result {
        // Non-blocking, so that a named pipe is refused instead of waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ModelFileError.unreadable(file: path, reason: errorText()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ModelFileError.unreadable(file: path, reason: errorText()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw ModelFileError.unreadable(file: path, reason: "it is not a regular file") }
        let reader = try SafeTensorsReader(name: path, length: Int(status.st_size)) { (offset, buffer) throws(ModelFileError) in
            try readAll(descriptor, into: buffer, at: offset, file: path)
        }
        return try body(reader)
    }

    private static func readAll(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int, file: String
    ) throws(ModelFileError) {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, offset + done)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ModelFileError.unreadable(file: file, reason: errorText()) }
            // The file shrank after its length was taken.
            guard count > 0 else { throw ModelFileError.malformed(file: file, offset: offset + done, .truncated(bytes: offset + done)) }
            done += count
        }
    }
}

/// What the system says about the last call that failed.
func errorText() -> String { String(cString: strerror(errno)) }

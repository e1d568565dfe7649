#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that appears complete under its name, or not at all.
///
/// Bytes go to a temporary file in the same folder; `commit()` flushes it to the disk, gives it the name and flushes the folder. When
/// anything fails, or the object goes away before `commit()`, the temporary file is removed and what was under the name stays.
/// Symbolic links are followed. Pipes and devices (`/dev/stdout`) are written directly: for them there is no other way.
package final class AtomicFile {
    /// Path as given, for messages.
    package let path: String
    /// Path with symbolic links followed.
    private let target: String
    private var temporary: String?
    private var descriptor: Int32 = -1

    /// Opens the temporary file.
    /// - Throws: ``TraceError/unwritable(file:reason:)``.
    package init(path: String) throws(TraceError) {
        self.path = path
        guard !path.isEmpty else { throw .unwritable(file: "\"\"", reason: "the path is empty") }
        guard !path.utf8.contains(0) else { throw .unwritable(file: "the path", reason: "it holds a NUL byte") }
        target = Self.followingLinks(path)
        var status = stat()
        let exists = stat(target, &status) == 0
        switch exists ? status.st_mode & S_IFMT : S_IFREG {
        case S_IFREG: try openTemporary(mode: exists ? status.st_mode & 0o777 : nil)
        case S_IFDIR: throw .unwritable(file: path, reason: "it is a folder")
        default:
            descriptor = open(target, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .unwritable(file: path, reason: SystemError.reason()) }
        }
    }

    deinit { abandon() }

    private static func followingLinks(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private var folder: String {
        guard let slash = target.lastIndex(of: "/") else { return "." }
        return slash == target.startIndex ? "/" : String(target[..<slash])
    }

    private func openTemporary(mode: mode_t?) throws(TraceError) {
        for attempt in 0..<1_000 {
            let name = "\(folder)/.headroom-\(getpid())-\(attempt).tmp"
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                temporary = name
                if let mode { fchmod(descriptor, mode) }
                return
            }
            if errno != EEXIST { break }
        }
        throw .unwritable(file: path, reason: SystemError.reason())
    }

    /// Appends bytes.
    /// - Throws: ``TraceError/unwritable(file:reason:)``; the file is then abandoned.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(TraceError) {
        precondition(descriptor >= 0, "\(path) was committed or abandoned before")
        guard var next = bytes.baseAddress else { return }
        var rest = bytes.count
        while rest > 0 {
            #if canImport(Glibc)
                let count = Glibc.write(descriptor, next, rest)
            #elseif canImport(Musl)
                let count = Musl.write(descriptor, next, rest)
            #else
                let count = Darwin.write(descriptor, next, rest)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                throw failure()
            }
            next += count
            rest -= count
        }
    }

    /// Appends bytes.
    package func write(_ bytes: [UInt8]) throws(TraceError) {
        var failure: TraceError?
        bytes.withUnsafeBytes { raw in
            do throws(TraceError) { try write(raw) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Appends a text in UTF-8.
    package func write(_ text: String) throws(TraceError) { try write(Array(text.utf8)) }

    /// Puts the file under its name, safely on the disk.
    /// - Throws: ``TraceError/unwritable(file:reason:)``; then the temporary file is gone and what was under the name is still there.
    package func commit() throws(TraceError) {
        precondition(descriptor >= 0, "\(path) was committed or abandoned before")
        if let name = temporary {
            if fsync(descriptor) != 0 { throw failure() }
            let closed = close(descriptor)
            descriptor = -1
            if closed != 0 { throw failure() }
            if rename(name, target) != 0 { throw failure() }
            temporary = nil
            flushFolder()
        } else {
            let closed = close(descriptor)
            descriptor = -1
            if closed != 0 { throw failure() }
        }
    }

    /// The new name must survive a power failure too. Some file systems cannot flush folders; the data are safe there anyway.
    private func flushFolder() {
        let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { return }
        fsync(opened)
        close(opened)
    }

    private func failure() -> TraceError {
        let error = TraceError.unwritable(file: path, reason: SystemError.reason())
        abandon()
        return error
    }

    /// Removes the temporary file. Does nothing after `commit()`.
    package func abandon() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        if let name = temporary { unlink(name) }
        temporary = nil
    }

    /// Writes a whole file.
    package static func write(_ bytes: [UInt8], to path: String) throws(TraceError) {
        let file = try AtomicFile(path: path)
        try file.write(bytes)
        try file.commit()
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The operating system's words for an error number.
enum SystemError {
    /// `No such file or directory` for ENOENT. Call it before anything else can change `errno`.
    static func reason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
}

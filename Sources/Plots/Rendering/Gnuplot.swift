import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns figures into pictures by running gnuplot, with the program on its standard input and the picture on its standard output. Nothing
/// in the user's gnuplot settings matters.
public struct Gnuplot: Sendable {
    /// Name looked up in the search path, or a path.
    public var executable: String

    /// Pictures are refused beyond this size.
    private static let limit = 64 << 20

    /// A renderer; the gnuplot of the search path by default.
    public init(executable: String = "gnuplot") { self.executable = executable }

    /// The picture of a figure.
    ///
    /// - Parameters:
    ///   - figure: what is drawn.
    ///   - format: of the picture.
    ///   - background: `#rrggbb`, or `nil` for a transparent one.
    /// - Throws: ``PlotError/gnuplotMissing(searched:)``, ``PlotError/gnuplotFailed(figure:message:)``.
    public func render(_ figure: Figure, as format: Figure.Format, background: String? = "#ffffff") async throws(PlotError) -> [UInt8] {
        let program: Executable = executable.contains("/") ? .path(.init(executable)) : .name(executable)
        let input = try Self.unnamedFile(with: figure.script(format, background: background), for: figure)
        defer { fclose(input) }
        let result: ExecutionResult<Void, BytesOutput, StringOutput<UTF8>>
        do {
            result = try await run(
                program, arguments: ["--default-settings"], environment: .inherit.updating(["LC_ALL": "C.UTF-8"]),
                input: .fileDescriptor(.init(rawValue: fileno(input)), closeAfterSpawningProcess: false),
                output: .bytes(limit: Self.limit), error: .string(limit: 1 << 20))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .gnuplotMissing(searched: executable)
        } catch {
            throw .gnuplotFailed(figure: figure.name, message: "\(error)")
        }
        guard result.terminationStatus.isSuccess, !result.standardOutput.isEmpty else {
            throw .gnuplotFailed(figure: figure.name, message: Self.complaint(in: result.standardError, result.terminationStatus))
        }
        return result.standardOutput
    }

    /// The picture of a figure as SVG text.
    public func svg(_ figure: Figure, background: String? = "#ffffff") async throws(PlotError) -> String {
        String(decoding: try await render(figure, as: .svg, background: background), as: UTF8.self)
    }

    /// A file without a name that holds the program, at its beginning.
    ///
    /// Not a pipe: a gnuplot that ends before it has read everything would break it, and writing to a broken pipe ends the whole process.
    private static func unnamedFile(with script: String, for figure: Figure) throws(PlotError) -> UnsafeMutablePointer<FILE> {
        guard let file = tmpfile() else {
            throw .gnuplotFailed(figure: figure.name, message: "no temporary file could be made (error \(errno))")
        }
        let bytes = Array(script.utf8)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fflush(file) == 0, fseek(file, 0, SEEK_SET) == 0 else {
            let code = errno
            fclose(file)
            throw .gnuplotFailed(figure: figure.name, message: "the temporary file could not be written (error \(code))")
        }
        return file
    }

    /// The last line that says anything: before it gnuplot shows the place.
    private static func complaint(in text: String, _ status: TerminationStatus) -> String {
        let lines = text.split(separator: "\n").map { $0.trimmed }.filter { !$0.isEmpty && $0 != "^" }
        return lines.last ?? "it ended with \(status) and drew nothing"
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

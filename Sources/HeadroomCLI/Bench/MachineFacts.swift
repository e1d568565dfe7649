import FoundationEssentials
import Headroom

/// What the numbers of a benchmark depend on.
enum MachineFacts {
    /// Instruction set of our kernels, processor, OpenBLAS core and version of the engine.
    static func fields(_ compute: Compute) -> [(String, BenchLine.Value)] {
        [
            ("isa", .text(compute.instructionSet.name)), ("cpu", .text(processor())), ("blas_core", .text(BLAS.coreName)),
            ("version", .text(HeadroomVersion.current)),
        ]
    }

    /// Model name of the first processor, with family and model: the name that a virtual machine gives may say little.
    static func processor() -> String {
        let text = FileManager.default.contents(atPath: "/proc/cpuinfo").map { String(decoding: $0, as: UTF8.self) } ?? ""
        var values: [String: String] = [:]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(while: { !$0.isEmpty }) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[String(parts[0].trimmed)] = String(parts[1].trimmed)
        }
        return "\(values["model name"] ?? "unknown") (\(values["cpu family"] ?? "?").\(values["model"] ?? "?"))"
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? start.prefix(0)
    }
}

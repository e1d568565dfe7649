import FoundationEssentials
import Headroom

/// Result files of runs, a folder each.
enum StreamingFiles {
    /// Writes the runs into `folder/POLICY-SEED`, the name of the policy without what no folder can be called.
    static func write(
        _ runs: [StreamRun], optimum: Double, forecastDigests: [String: String], synthetic: String?, to folder: String
    ) throws {
        for run in runs {
            let name = run.policy.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" ? $0 : "-" }
            let path = "\(folder)/\(String(name))-\(run.seed)"
            do {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            } catch {
                throw TraceError.unwritable(file: path, reason: "the folder cannot be made")
            }
            for file in try run.files(optimum: optimum, forecastDigest: forecastDigests[run.policy], synthetic: synthetic) {
                try OutputFile.write(file.text, to: "\(path)/\(file.name)")
            }
        }
    }
}

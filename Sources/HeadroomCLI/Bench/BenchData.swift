import FoundationEssentials
import Headroom

/// Files of numbers that the rivals' data.py writes: little-endian, without a header.
struct BenchData {
    let folder: String

    /// Numbers of a file, of exactly `count` if given; `nil` if there is no such file.
    func numbers<Number>(_ type: Number.Type, _ file: String, count: Int? = nil) throws -> [Number]? {
        let path = "\(folder)/\(file)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let size = MemoryLayout<Number>.stride
        guard let data = FileManager.default.contents(atPath: path), data.count % size == 0, count == nil || data.count == count! * size
        else { throw BenchError.unreadable(file: path, values: "\(count.map { "\($0) " } ?? "")\(Number.self)") }
        return [Number](unsafeUninitializedCapacity: data.count / size) { buffer, initialized in
            initialized = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer)) / size
        }
    }

    /// Floats of a file that must be there.
    func floats(_ file: String) throws -> [Float] {
        guard let values = try numbers(Float.self, file) else {
            throw BenchError.missing(file: "\(folder)/\(file)", remedy: "the rivals' data.py writes it")
        }
        return values
    }
}

import Forecasting
import Glibc
import ModelStore
import TestSupport
import Testing

/// A file of `Tests/Golden`; `make golden` writes them again.
func golden(_ name: String, from test: String = #filePath) -> String {
    test.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/") + "/Golden/" + name
}

/// A safetensors file around a header, which may be wrong in any way.
func file(_ header: String, buffer: [UInt8] = [], claimed: UInt64? = nil) -> [UInt8] {
    let length = claimed ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + buffer
}

/// The error that `body` throws, or `nil`; an error of another type is a failure of the test.
func modelFileError(_ body: () throws -> Void) -> ModelFileError? {
    do {
        try body()
    } catch let error as ModelFileError {
        return error
    } catch {
        Issue.record(error)
    }
    return nil
}

/// SplitMix64 (Steele, Lea & Flood, 2014): reproducible mutations.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// An archive with every number format, a scalar, an empty tensor, and strings that need care.
func sampleArchive() -> ModelArchive {
    ModelArchive(
        tensors: [
            "layer.0/weights": ModelArchive.Tensor((0..<12).map { Float($0) * 0.37 - 2 }, shape: [3, 4]),
            "specials": ModelArchive.Tensor([.nan, -.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude], shape: [6]),
            "positions": ModelArchive.Tensor([Int64.min, -1, .max], shape: [3]),
            "double": ModelArchive.Tensor(type: .float64, shape: [1], bytes: [1, 2, 3, 4, 5, 6, 7, 8]),
            "index": ModelArchive.Tensor(type: .int32, shape: [1, 1], bytes: [255, 255, 255, 127]),
            "mask é \"quoted\"": ModelArchive.Tensor(type: .uint8, shape: [3], bytes: [0, 128, 255]),
            "scalar": ModelArchive.Tensor([Float(1.5)], shape: []),
            "empty": ModelArchive.Tensor([Float](), shape: [2, 0, 3]),
        ],
        metadata: [
            "kind": "sample", "configuration": "{\"lookback\": 288, \"levels\": [0.1, 0.5]}",
            "text": "line\nline\ttab \u{1} \u{7f} \\ / 日本 🦉", "": "",
        ])
}

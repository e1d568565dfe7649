/// A fitted model as data: named tensors and metadata strings. Families turn themselves into archives and back; how an archive is
/// laid out in a file is not their business (see the room ModelStore).
public struct ModelArchive: Sendable, Equatable {
    /// Number formats of tensors.
    public enum ElementType: String, Sendable, Equatable, CaseIterable {
        /// IEEE single, double; unsigned bytes; signed 32- and 64-bit integers.
        case float32 = "F32"
        case float64 = "F64"
        case uint8 = "U8"
        case int32 = "I32"
        case int64 = "I64"

        /// Bytes of one element.
        public var size: Int {
            switch self {
            case .uint8: 1
            case .float32, .int32: 4
            case .float64, .int64: 8
            }
        }
    }

    /// One tensor: row-major, little-endian bytes.
    public struct Tensor: Sendable, Equatable {
        /// Number format.
        public var type: ElementType
        /// Sizes of the axes; empty for a scalar.
        public var shape: [Int]
        /// `shape.reduce(1, *) * type.size` bytes, little-endian, row-major.
        public var bytes: [UInt8]

        /// Makes a tensor from raw bytes.
        /// - Precondition: the number of bytes fits the shape.
        public init(type: ElementType, shape: [Int], bytes: [UInt8]) {
            precondition(bytes.count == shape.reduce(1, *) * type.size, "\(shape) of \(type.rawValue) does not take \(bytes.count) bytes")
            self.type = type
            self.shape = shape
            self.bytes = bytes
        }

        /// Makes a float tensor.
        public init(_ values: [Float], shape: [Int]) {
            self.init(type: .float32, shape: shape, bytes: values.withUnsafeBytes { Array($0) })
        }

        /// Makes an integer tensor.
        public init(_ values: [Int64], shape: [Int]) {
            self.init(type: .int64, shape: shape, bytes: values.withUnsafeBytes { Array($0) })
        }

        /// The elements of a float tensor, or `nil` for another type.
        public var floats: [Float]? {
            guard type == .float32 else { return nil }
            return [Float](unsafeUninitializedCapacity: bytes.count / 4) { buffer, count in
                UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
                count = bytes.count / 4
            }
        }

        /// The elements of a 64-bit integer tensor, or `nil` for another type.
        public var integers: [Int64]? {
            guard type == .int64 else { return nil }
            return [Int64](unsafeUninitializedCapacity: bytes.count / 8) { buffer, count in
                UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
                count = bytes.count / 8
            }
        }
    }

    /// Tensors by name.
    public var tensors: [String: Tensor]
    /// Metadata by key; values are strings, structured ones are JSON.
    public var metadata: [String: String]

    /// Makes an archive.
    public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The float tensor of this name and shape.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` naming the tensor, what was expected and what was found.
    public func floats(_ name: String, shape: [Int]) throws(ForecastError) -> [Float] {
        guard let tensor = tensors[name] else { throw ForecastError.invalidArchive("tensor \(name) is missing") }
        guard tensor.shape == shape, let floats = tensor.floats else {
            throw ForecastError.invalidArchive(
                "tensor \(name) should be F32 \(shape), found \(tensor.type.rawValue) \(tensor.shape)")
        }
        return floats
    }
}

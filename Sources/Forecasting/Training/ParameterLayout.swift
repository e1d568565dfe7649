/// Where the parameter blocks of a network lie in one flat buffer, so that optimisers, clipping and checkpoints see a single vector.
public struct ParameterLayout: Sendable, Equatable {
    /// One named block, row-major.
    public struct Block: Sendable, Equatable {
        /// Name, unique in the layout.
        public let name: String
        /// Sizes of the axes.
        public let shape: [Int]
        /// Index of the first element in the flat buffer.
        public let offset: Int
        /// Number of elements.
        public var count: Int { shape.reduce(1, *) }
    }

    /// Blocks in order of their offsets.
    public private(set) var blocks: [Block] = []
    /// Number of elements of the flat buffer.
    public private(set) var count = 0

    /// An empty layout.
    public init() {}

    /// Appends a block and returns its offset.
    public mutating func add(_ name: String, _ shape: [Int]) -> Int {
        let block = Block(name: name, shape: shape, offset: count)
        blocks.append(block)
        count += block.count
        return block.offset
    }

    /// The block of this name.
    public subscript(name: String) -> Block? { blocks.first { $0.name == name } }

    /// Splits a flat buffer into named tensors, each name behind `prefix`.
    public func tensors(of parameters: [Float], prefix: String) -> [String: ModelArchive.Tensor] {
        precondition(parameters.count == count)
        return Dictionary(
            uniqueKeysWithValues: blocks.map {
                (prefix + $0.name, ModelArchive.Tensor(Array(parameters[$0.offset..<$0.offset + $0.count]), shape: $0.shape))
            })
    }

    /// Joins named tensors to a flat buffer.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when one is missing or has another shape.
    public func parameters(in archive: ModelArchive, prefix: String) throws(ForecastError) -> [Float] {
        // Memory for the whole only once every part is there: the sizes of a layout come from a file and may be anything.
        let parts = try blocks.map { (block) throws(ForecastError) in try archive.floats(prefix + block.name, shape: block.shape) }
        return Array(parts.joined())
    }
}

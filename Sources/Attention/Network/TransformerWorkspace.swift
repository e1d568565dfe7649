import Forecasting
import Tensors

/// Buffers of one forward and backward pass of a ``TransformerNetwork``, allocated once and used for every batch up to their capacity.
public final class TransformerWorkspace {
    let capacity: Int
    /// Last tokens of all windows, their means, and the gradient of what the head sees.
    private let tokens: Matrix
    let pooled: Matrix, headGradient: Matrix
    let head: DirectQuantileHead.Workspace
    /// Gradients of the tokens of a group, by turns, and scratch of its layers.
    let gradient: Matrix, otherGradient: Matrix, scratch: Matrix
    /// Operands of a product in BF16, where training multiplies such.
    let words: UnsafeMutablePointer<UInt32>?
    /// Gradients that a later layer leaves for the one whose result it added to its own.
    let skipped: [LayerMemory?]
    /// Windows of the last forward pass, and whether it left out parts of branches.
    var count = 0, dropsBranches = false

    private let groups: [Group]
    private let windowsPerGroup: Int

    /// What a forward pass keeps of windows that pass the layers together.
    final class Group {
        /// Patches, tokens before the first layer, what each layer keeps, statistics of the last normalisation.
        let patches: Matrix, embedded: Matrix
        let memories: [LayerMemory]
        let statistics: Matrix
        /// Masks of the branches, where there are any.
        let masks: [BranchMask?]

        fileprivate init(_ network: TransformerNetwork, windows: Int) {
            let rows = windows * network.tokens
            patches = Matrix(rows: rows, columns: network.embedding.inputs)
            embedded = Matrix(rows: rows, columns: network.shape.width)
            memories = network.stages.map { LayerMemory($0.layer.makeParts(windows: windows)) }
            statistics = Matrix(rows: network.last == nil ? 0 : windows * network.remaining, columns: 2)
            let drops = network.dropout > 0 || network.depthDropout > 0
            masks = network.stages.map {
                drops && $0.layer.hasMask ? BranchMask(windows: windows, columns: network.shape.width) : nil
            }
        }
    }

    init(_ network: TransformerNetwork, capacity: Int, kernels: Kernels) {
        self.capacity = capacity
        let (width, size) = (network.shape.width, min(capacity, network.windowsPerPass))
        windowsPerGroup = size
        groups = stride(from: 0, to: capacity, by: size).map { Group(network, windows: min(size, capacity - $0)) }
        tokens = Matrix(rows: capacity * network.remaining, columns: width)
        pooled = Matrix(rows: network.shape.pooling.hasMean ? capacity : 0, columns: network.head.width)
        headGradient = Matrix(rows: capacity, columns: network.head.width)
        head = network.head.makeWorkspace(capacity: capacity)
        gradient = Matrix(rows: size * network.tokens, columns: width)
        otherGradient = Matrix(rows: size * network.tokens, columns: width)
        scratch = Matrix(rows: 1, columns: network.scratch(windows: size, kernels: kernels))
        words = network.products == .float32 ? nil : .allocate(capacity: network.trainingWords(windows: size))
        let sources = Set(network.stages.compactMap(\.skip))
        skipped = network.stages.enumerated().map { index, stage in
            sources.contains(index) ? LayerMemory([size * stage.layer.tokensOut * width]) : nil
        }
    }

    deinit { words?.deallocate() }

    /// The last tokens of the windows from one on.
    func final(_ window: Int) -> UnsafeMutablePointer<Float> { tokens.pointer + window * (tokens.count / capacity) }

    /// Groups of so many windows, each with its first window and their number.
    func groups(of count: Int) -> some BidirectionalCollection<(group: Group, first: Int, windows: Int)> {
        (0..<(count + windowsPerGroup - 1) / windowsPerGroup).lazy.map { [groups, windowsPerGroup] index in
            (groups[index], index * windowsPerGroup, min(windowsPerGroup, count - index * windowsPerGroup))
        }
    }
}

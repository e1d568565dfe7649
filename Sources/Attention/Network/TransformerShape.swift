import Forecasting

/// What a transformer looks like inside: everything but its inputs, its horizon and its levels.
public struct TransformerShape: Sendable, Codable, Hashable {
    /// Where layer normalisation stands.
    public enum Norm: String, Sendable, Codable, CaseIterable {
        /// Before each branch, and once at the end (Xiong et al., "On layer normalization in the transformer architecture", ICML 2020).
        case before = "pre"
        /// After each sum of a branch and its residual, as first published (Vaswani et al., NeurIPS 2017).
        case after = "post"
    }

    /// Activation of the feed-forward layers.
    public enum Activation: String, Sendable, Codable, CaseIterable {
        /// max(x, 0).
        case relu
        /// x Φ(x).
        case gelu
    }

    /// How tokens know their place.
    public enum Positions: String, Sendable, Codable, CaseIterable {
        /// A trained vector for each place is added to its token.
        case learned
        /// Queries and keys are turned by angles that grow with their place (`Kernels` `.rotate`).
        case rotary
    }

    /// What the head sees of the last tokens.
    public enum Pooling: String, Sendable, Codable, CaseIterable {
        /// All of them, one after the other.
        case flatten
        /// Their mean.
        case mean
        /// The last one.
        case last
        /// Their mean and the last one, one after the other.
        case meanAndLast = "mean-last"

        /// Whether means of tokens are part of it.
        var hasMean: Bool { self == .mean || self == .meanAndLast }

        /// Numbers that the head sees of so many tokens.
        func columns(tokens: Int, width: Int) -> Int {
            switch self {
            case .flatten: tokens * width
            case .mean, .last: width
            case .meanAndLast: 2 * width
            }
        }
    }

    /// How the blocks are put together.
    public enum Architecture: String, Sendable, Codable, CaseIterable {
        /// Attention of all tokens to each other in every block.
        case full
        /// Attention of the queries that stand out, and half of the tokens left after every block but the last (Zhou et al., "Informer",
        /// AAAI 2021; its encoder, with a direct head instead of the decoder).
        case sparse = "probsparse"
        /// Blocks at full, half and quarter resolution and back again, with what was seen on the way down added on the way up (after Madhusudhanan
        /// et al., "U-Net inspired transformer architecture for far horizon time series forecasting", ECML PKDD 2022, "Yformer"; skips are
        /// sums instead of cross-attention).
        case uShaped = "u"
        /// Linear layers across tokens instead of attention.
        case mixer
    }

    /// How the blocks are put together.
    public var architecture = Architecture.full
    /// Steps of a patch, P; 1 makes every step a token.
    public var patch = 8
    /// Steps from the beginning of a patch to that of the next.
    public var stride = 8
    /// Width of a token, C: a multiple of 16.
    public var width = 64
    /// Heads of an attention; they share the width.
    public var heads = 4
    /// Number of blocks.
    public var layers = 2
    /// Width of the feed-forward layers: a multiple of 16.
    public var inner = 128
    /// Place of the normalisation.
    public var norm = Norm.before
    /// Activation of the feed-forward layers.
    public var activation = Activation.gelu
    /// How tokens know their place.
    public var positions = Positions.learned
    /// What the head sees. All tokens of a long context are more numbers than a few series can teach a head to read: on traces of two series
    /// it learns them by heart within a few hundred steps.
    public var pooling = Pooling.meanAndLast
    /// Whether a token sees only itself and those before it.
    public var isCausal = false

    /// The defaults.
    public init() {}

    /// Tokens of a context: patches end at the origin, and the first one may begin before the context.
    public func tokens(context: Int) -> Int { max(0, context - patch + stride - 1) / stride + 1 }

    /// - Throws: `ForecastError.invalidConfiguration(_:)` naming the first value outside its range.
    func validate(context: Int) throws(ForecastError) {
        func require(_ condition: Bool, _ text: @autoclosure () -> String) throws(ForecastError) {
            if !condition { throw ForecastError.invalidConfiguration(text()) }
        }
        try require((1...4096).contains(patch), "a patch has 1 to 4096 steps, found \(patch)")
        try require((1...patch).contains(stride), "patches begin 1 to \(patch) steps apart, found \(stride)")
        try require((16...1024).contains(width) && width % 16 == 0, "the width is a multiple of 16 from 16 to 1024, found \(width)")
        try require((1...width).contains(heads) && width % heads == 0, "the heads share a width of \(width) equally, found \(heads)")
        try require((16...8192).contains(inner) && inner % 16 == 0, "the inner width is a multiple of 16 from 16 to 8192, found \(inner)")
        try require((1...32).contains(layers), "a transformer has 1 to 32 blocks, found \(layers)")
        try require(!isCausal || architecture == .full, "only full attention can be causal, found \(architecture.rawValue)")
        try require(
            positions == .learned || architecture == .full,
            "rotary positions turn the queries and keys of full attention, found \(architecture.rawValue); use learned positions")
        try require(positions == .learned || width / heads % 2 == 0, "rotary positions need heads of even width, found \(width / heads)")
        // Their tables are made before a file's parameters are read.
        try require(
            positions == .learned || tokens(context: context) * (width / heads) <= 1 << 19,
            "rotary positions turn at most \(1 << 19) numbers of a head, found \(tokens(context: context)) × \(width / heads)")
        try require(tokens(context: context) <= 8192, "a context has at most 8192 patches, found \(tokens(context: context))")
    }
}

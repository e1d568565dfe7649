import ArgumentParser
import Headroom

/// What the transformer looks like inside.
struct TransformerOptions: ParsableArguments {
    @Option(
        help: """
            Kind of blocks: full (attention of all to all), probsparse (of the few that stand out, fewer tokens in every block), u (down to \
            fewer tokens and back), mixer (linear layers across tokens).
            """)
    var architecture = TransformerShape().architecture

    @Option(help: "Width of a token, a multiple of 16.")
    var width = TransformerShape().width

    @Option(help: "Heads of an attention.")
    var heads = TransformerShape().heads

    @Option(help: "Blocks of the transformer.")
    var blocks = TransformerShape().layers

    @Option(help: "Width of its feed-forward layers, a multiple of 16.")
    var inner = TransformerShape().inner

    @Option(help: ArgumentHelp("Steps of a patch, 1 for a token each. Default: by the context.", valueName: "steps"))
    var patch: Int?

    @Option(help: ArgumentHelp("Steps from one patch to the next. Default: patches lie side by side.", valueName: "steps"))
    var patchStride: Int?

    @Option(help: "Place of the layer normalisation: pre, post.")
    var norm = TransformerShape().norm

    @Option(help: "Activation of its feed-forward layers: relu, gelu.")
    var activation = TransformerShape().activation

    @Option(help: "How tokens know their place: learned, rotary.")
    var positions = TransformerShape().positions

    @Option(help: "What the head sees of the last tokens: flatten (all), mean, last, mean-last (both).")
    var pooling = TransformerShape().pooling

    @Flag(help: "A token sees only itself and those before it, with full attention; sample paths are then drawn patch by patch.")
    var causal = false

    @Option(help: "Chance that the branches of the last block are left out while training (stochastic depth).")
    var depthDropout: Float = 0

    @Option(
        help: ArgumentHelp(
            "Precision of the products of a training: float32, or bfloat16, faster on processors that multiply such numbers.",
            valueName: "precision"))
    var products = WeightPrecision.float32

    func forecaster(
        horizon: Int, context: Int?, dropout: Float, transform: TargetTransform?,
        training: (TrainingConfiguration) -> TrainingConfiguration
    ) -> TransformerForecaster {
        var shape = TransformerShape()
        shape.architecture = architecture
        (shape.width, shape.heads, shape.layers, shape.inner) = (width, heads, blocks, inner)
        (shape.norm, shape.activation, shape.positions, shape.pooling) = (norm, activation, positions, pooling)
        shape.isCausal = causal
        var forecaster = TransformerForecaster(
            horizon: horizon, context: context, shape: shape, patch: patch, stride: patchStride, dropout: dropout,
            depthDropout: depthDropout, products: products, transform: transform)
        forecaster.training = training(forecaster.training)
        return forecaster
    }
}

extension TransformerShape.Architecture: ExpressibleByArgument {}
extension TransformerShape.Norm: ExpressibleByArgument {}
extension TransformerShape.Activation: ExpressibleByArgument {}
extension TransformerShape.Positions: ExpressibleByArgument {}
extension TransformerShape.Pooling: ExpressibleByArgument {}

internal import CKernels

/// Steps of LSTM layers with packed weights. All pointers are to memory of the shapes that `CKernels/include/ckernels.h` gives; Cp is
/// ``paddedWidth(_:)``, and units beyond C must be 0 in states, which they then stay.
extension Kernels {
    /// Floats of a vector in packed weights: part of their layout.
    package var lanes: Int { table.pointee.lanes }

    /// Width of states in memory: `width` rounded up to whole vectors.
    package func paddedWidth(_ width: Int) -> Int { (width + lanes - 1) / lanes * lanes }

    /// Width of state gradients in memory: `width` rounded up to pairs of vectors.
    package func gradientWidth(_ width: Int) -> Int { (width + 2 * lanes - 1) / (2 * lanes) * 2 * lanes }

    /// The parameters of a layer as PyTorch stores them: `[4C, D]`, `[4C, C]`, `[4C]`, `[4C]`.
    package struct LSTMParameters {
        let inputWeight: UnsafePointer<Float>, recurrentWeight: UnsafePointer<Float>
        let inputBias: UnsafePointer<Float>, recurrentBias: UnsafePointer<Float>
        let inputs: Int, width: Int

        package init(
            inputWeight: UnsafePointer<Float>, recurrentWeight: UnsafePointer<Float>, inputBias: UnsafePointer<Float>,
            recurrentBias: UnsafePointer<Float>, inputs: Int, width: Int
        ) {
            (self.inputWeight, self.recurrentWeight) = (inputWeight, recurrentWeight)
            (self.inputBias, self.recurrentBias) = (inputBias, recurrentBias)
            (self.inputs, self.width) = (inputs, width)
        }
    }

    /// Floats that ``pack(_:into:)`` writes for a layer.
    package func packedFloats(inputs: Int, width: Int) -> Int { hk_lstm_packed_floats(lanes, inputs, width) }

    /// Packs a layer for forward steps.
    package func pack(_ layer: LSTMParameters, into packed: UnsafeMutablePointer<Float>) {
        hk_lstm_pack(
            packed, lanes, layer.inputWeight, layer.recurrentWeight, layer.inputBias, layer.recurrentBias, layer.inputs, layer.width)
    }

    /// Words of four bytes that ``packPairs(_:_:into:)`` writes for a layer.
    package func packedWords(inputs: Int, width: Int) -> Int { hk_lstm_packed_words(lanes, inputs, width) }

    /// How kernels read weights that are packed in pairs.
    package enum LSTMPairs: Sendable {
        /// Widened to floats.
        case widened
        /// By instructions that multiply BF16 numbers: inputs and states are rounded to BF16 too.
        case bf16

        fileprivate var native: hk_pairs { self == .bf16 ? HK_PAIRS_BF16 : HK_PAIRS_WIDENED }
    }

    /// The way in which this level reads pairs fastest. All levels read widened ones; ``LSTMPairs/bf16`` only those that name it here, and
    /// the reference.
    package var pairs: LSTMPairs { table.pointee.pairs == HK_PAIRS_BF16 ? .bf16 : .widened }

    /// Packs a layer with weights in pairs of BF16 precision.
    package func packPairs(_ layer: LSTMParameters, _ pairs: LSTMPairs, into packed: UnsafeMutablePointer<UInt32>) {
        hk_lstm_pack_pairs(
            packed, lanes, layer.inputWeight, layer.recurrentWeight, layer.inputBias, layer.recurrentBias, layer.inputs, layer.width,
            pairs.native)
    }

    /// Replaces weights `[rows, columns]` by those that packing in pairs leaves, in place.
    package func roundPairs(_ weights: UnsafeMutablePointer<Float>, rows: Int, columns: Int, _ pairs: LSTMPairs) {
        hk_round_pairs(weights, weights, rows, columns, pairs.native)
    }

    /// Floats that ``packTransposed(_:width:columns:into:)`` writes.
    package func transposedFloats(width: Int, columns: Int) -> Int { hk_lstm_transposed_floats(lanes, width, columns) }

    /// Packs a matrix `[4C, columns]` for ``gradientStep(_:)``.
    package func packTransposed(
        _ weight: UnsafePointer<Float>, width: Int, columns: Int, into packed: UnsafeMutablePointer<Float>
    ) {
        hk_lstm_pack_transposed(packed, lanes, weight, width, columns)
    }

    /// One step forward of one layer for many rows.
    package struct LSTMStep {
        /// Rows, inputs D, units C.
        package var rows: Int, inputs: Int, width: Int
        /// Weights as ``Kernels/pack(_:into:)`` wrote them.
        package var packed: UnsafePointer<Float>
        /// Inputs `[rows, D]` and the distance of their rows.
        package var x: UnsafePointer<Float>, xStride: Int
        /// State before and after `[rows, Cp]`: two places.
        package var hPrevious: UnsafePointer<Float>, h: UnsafeMutablePointer<Float>
        /// Cell state `[rows, Cp]`, updated; a training step reads `cPrevious` instead and writes this.
        package var c: UnsafeMutablePointer<Float>
        /// Forecast: scratch of `max(4·Cp, rows·4·lanes)`. Training: activated gates `[rows, 4Cp]`, written.
        package var gates: UnsafeMutablePointer<Float>
        /// Training only: cell state before `[rows, Cp]`, and tanh of the one after, written.
        package var cPrevious: UnsafePointer<Float>?, tanhC: UnsafeMutablePointer<Float>?

        package init(
            rows: Int, inputs: Int, width: Int, packed: UnsafePointer<Float>, x: UnsafePointer<Float>, xStride: Int,
            hPrevious: UnsafePointer<Float>, h: UnsafeMutablePointer<Float>, c: UnsafeMutablePointer<Float>,
            gates: UnsafeMutablePointer<Float>, cPrevious: UnsafePointer<Float>? = nil, tanhC: UnsafeMutablePointer<Float>? = nil
        ) {
            (self.rows, self.inputs, self.width, self.packed) = (rows, inputs, width, packed)
            (self.x, self.xStride, self.hPrevious, self.h, self.c) = (x, xStride, hPrevious, h, c)
            (self.gates, self.cPrevious, self.tanhC) = (gates, cPrevious, tanhC)
        }
    }

    private func native(_ step: LSTMStep) -> hk_lstm_step {
        hk_lstm_step(
            rows: step.rows, inputs: step.inputs, width: step.width, packed: step.packed, x: step.x, x_stride: step.xStride,
            h_previous: step.hPrevious, h: step.h, c: step.c, state_stride: paddedWidth(step.width), gates: step.gates,
            c_previous: step.cPrevious, tanh_c: step.tanhC)
    }

    /// Step of a forecast.
    package func forecastStep(_ step: LSTMStep) {
        var step = native(step)
        table.pointee.lstm_forecast_step(&step)
    }

    /// Step of a training pass; keeps what the backward pass needs.
    package func trainingStep(_ step: LSTMStep) {
        precondition(step.cPrevious != nil && step.tanhC != nil, "a training step keeps the cell states")
        var step = native(step)
        table.pointee.lstm_training_step(&step)
    }

    /// One step of backpropagation through time of one layer.
    package struct LSTMGradientStep {
        /// Rows and units C.
        package var rows: Int, width: Int
        /// Gate gradients of the layer above at this step `[rows, 4Cp]`, its input weights packed transposed, and the dropout mask
        /// `[rows, Cp]` between the layers.
        package var above: UnsafePointer<Float>?, packedAbove: UnsafePointer<Float>?, mask: UnsafePointer<Float>?
        /// Gate gradients of this layer one step later, and its recurrent weights packed transposed.
        package var next: UnsafePointer<Float>?, packedRecurrent: UnsafePointer<Float>
        /// Gradient of the state `[rows, gradientWidth]`; whether it holds a start.
        package var dh: UnsafeMutablePointer<Float>, adds: Bool
        /// Activated gates `[rows, 4Cp]` in, their gradients out.
        package var gates: UnsafeMutablePointer<Float>
        /// What the training step kept, and the gradient of the cell state, updated: `[rows, Cp]`.
        package var cPrevious: UnsafePointer<Float>, tanhC: UnsafePointer<Float>, dc: UnsafeMutablePointer<Float>

        package init(
            rows: Int, width: Int, above: UnsafePointer<Float>?, packedAbove: UnsafePointer<Float>?, mask: UnsafePointer<Float>?,
            next: UnsafePointer<Float>?, packedRecurrent: UnsafePointer<Float>, dh: UnsafeMutablePointer<Float>, adds: Bool,
            gates: UnsafeMutablePointer<Float>, cPrevious: UnsafePointer<Float>, tanhC: UnsafePointer<Float>,
            dc: UnsafeMutablePointer<Float>
        ) {
            (self.rows, self.width, self.above, self.packedAbove, self.mask) = (rows, width, above, packedAbove, mask)
            (self.next, self.packedRecurrent, self.dh, self.adds) = (next, packedRecurrent, dh, adds)
            (self.gates, self.cPrevious, self.tanhC, self.dc) = (gates, cPrevious, tanhC, dc)
        }
    }

    /// One step back in time.
    package func gradientStep(_ step: LSTMGradientStep) {
        precondition((step.above == nil) == (step.packedAbove == nil) && !(step.adds && step.above != nil))
        var native = hk_lstm_gradient_step(
            rows: step.rows, width: step.width, above: step.above, packed_above: step.packedAbove, mask: step.mask, next: step.next,
            packed_recurrent: step.packedRecurrent, adds: step.adds, dh: step.dh, dh_stride: gradientWidth(step.width),
            state_stride: paddedWidth(step.width), gates: step.gates, c_previous: step.cPrevious, tanh_c: step.tanhC, dc: step.dc)
        table.pointee.lstm_gradient_step(&native)
    }

    /// Sums over all rows the products of gate gradients with inputs: the gradient of a layer's weights, in packed order.
    /// - Parameters:
    ///   - out: `[blocks, columns, 4, lanes]`, written.
    ///   - sums: sums of the gates `[blocks, 4, lanes]`, written; `nil` when not wanted.
    ///   - gates: `[rows, 4Cp]`.
    ///   - x: rows of `columns` floats, `xStride` apart.
    ///   - rows: steps times windows.
    ///   - width: units C.
    ///   - columns: inputs.
    ///   - xStride: distance of the rows of `x`.
    package func weightGradient(
        _ out: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>?, gates: UnsafePointer<Float>, x: UnsafePointer<Float>,
        rows: Int, width: Int, columns: Int, xStride: Int
    ) {
        table.pointee.lstm_weight_gradient(out, sums, gates, x, rows, paddedWidth(width) / lanes, columns, xStride)
    }

    /// Adds a gradient in packed order to one in PyTorch's, `[4C, columns]`.
    package func addUnpacked(_ gradient: UnsafeMutablePointer<Float>, _ packed: UnsafePointer<Float>, width: Int, columns: Int) {
        hk_lstm_add_unpacked(gradient, packed, lanes, width, columns)
    }
}

internal import CKernels

extension Kernels {
    /// Scaled dot-product attention of some heads in each of some windows: rows of a window follow those of the one before, heads lie next to
    /// each other in a row.
    package struct Attention {
        /// Windows, heads, queries and keys of a window, width of a head.
        package var windows: Int, heads: Int, queries: Int, keys: Int, width: Int
        /// Whether a query sees only keys that are not behind it.
        package var isCausal: Bool
        /// Rows `[windows · queries]` and `[windows · keys]` of `heads · width` floats, and their distances.
        package var q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>
        package var qStride: Int, kStride: Int, vStride: Int
        /// Added to the scores of keys, `[windows, keys]`; −∞ hides one.
        package var keyBias: UnsafePointer<Float>?
        /// Result `[windows · queries]` rows.
        package var out: UnsafeMutablePointer<Float>
        package var outStride: Int
        /// `[windows, heads, 2, queries]` that the backward pass needs; `nil` in a forecast.
        package var statistics: UnsafeMutablePointer<Float>?
        /// ``Kernels/attentionFloats(queries:keys:width:)`` floats.
        package var work: UnsafeMutablePointer<Float>

        /// Self-attention of rows `[queries, keys, values]`, each of `heads · width` floats.
        package init(
            ofRows qkv: UnsafePointer<Float>, windows: Int, heads: Int, tokens: Int, width: Int, isCausal: Bool,
            keyBias: UnsafePointer<Float>? = nil, out: UnsafeMutablePointer<Float>, statistics: UnsafeMutablePointer<Float>?,
            work: UnsafeMutablePointer<Float>
        ) {
            let columns = heads * width
            (self.windows, self.heads, queries, keys, self.width, self.isCausal) = (windows, heads, tokens, tokens, width, isCausal)
            (q, k, v) = (qkv, qkv + columns, qkv + 2 * columns)
            (qStride, kStride, vStride, outStride) = (3 * columns, 3 * columns, 3 * columns, columns)
            (self.keyBias, self.out, self.statistics, self.work) = (keyBias, out, statistics, work)
        }

        fileprivate func withKernel(_ body: (UnsafePointer<hk_attention>) -> Void) {
            var kernel = hk_attention(
                windows: windows, heads: heads, queries: queries, keys: keys, width: width, scale: 1 / Float(width).squareRoot(),
                causal: isCausal, q: q, k: k, v: v, q_stride: qStride, k_stride: kStride, v_stride: vStride, key_bias: keyBias, out: out,
                out_stride: outStride, statistics: statistics, work: work)
            body(&kernel)
        }
    }

    /// Floats of work space of an attention.
    package func attentionFloats(queries: Int, keys: Int, width: Int) -> Int { hk_attention_floats(lanes, queries, keys, width) }

    /// Attends.
    package func attend(_ attention: Attention) { attention.withKernel { table.pointee.attention($0) } }

    /// Attends with products of BF16 numbers, on levels that have them.
    /// - Precondition: ``multipliesPairs``; no statistics are wanted.
    package func attendInPairs(_ attention: Attention) {
        precondition(attention.statistics == nil, "training is always float32")
        attention.withKernel { bf16(table.pointee.attention_bf16)($0) }
    }

    /// Gradients of queries, keys and values, rows like theirs, from that of the result; `attention` is as it was in the forward pass.
    package func attentionGradient(
        _ attention: Attention, out: UnsafePointer<Float>, outStride: Int, q: UnsafeMutablePointer<Float>, qStride: Int,
        k: UnsafeMutablePointer<Float>, kStride: Int, v: UnsafeMutablePointer<Float>, vStride: Int
    ) {
        precondition(attention.statistics != nil, "a backward pass needs the statistics of the forward pass")
        var gradients = hk_attention_gradients(
            out: out, out_stride: outStride, q: q, k: k, v: v, q_stride: qStride, k_stride: kStride, v_stride: vStride)
        attention.withKernel { table.pointee.attention_gradient($0, &gradients) }
    }

    /// Queries of one head whose scores of sampled keys stand out, those that do most first.
    /// - Parameters:
    ///   - chosen: their places `[chosen]` as whole numbers, written.
    ///   - measures: scratch `[tokens]`.
    ///   - sample: keys of every query `[tokens, sampled]`, each below `tokens`: whoever makes it checks that once.
    package func sparseQueries(
        _ out: UnsafeMutablePointer<Float>, measures: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>, k: UnsafePointer<Float>,
        stride: Int, tokens: Int, width: Int, sample: [Int32], sampled: Int, chosen: Int
    ) {
        precondition(sample.count == tokens * sampled && chosen <= tokens)
        table.pointee.sparse_queries(out, measures, q, k, stride, tokens, width, sample, sampled, chosen)
    }

    /// Turns pairs of neighbouring floats of every head by the angles of the row's position, or back again.
    /// - Parameters:
    ///   - x: rows of `heads · width` floats, `stride` apart; row r has position r mod `positions`.
    ///   - cosines: `[positions, width / 2]`.
    ///   - sines: `[positions, width / 2]`.
    package func rotate(
        _ x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, heads: Int, width: Int, cosines: UnsafePointer<Float>,
        sines: UnsafePointer<Float>, positions: Int, back: Bool = false
    ) {
        table.pointee.rotate(x, stride, rows, heads, width, cosines, sines, positions, back)
    }

    /// Layer normalisation of rows `[rows, columns]`.
    /// - Parameters:
    ///   - out: result; may be `x` or `residual`.
    ///   - statistics: `[rows, 2]` for the backward pass, or `nil`.
    ///   - x: rows; where there is a residual, their sum afterwards.
    ///   - residual: added to `x` first, or `nil`.
    ///   - gain: `[columns]`.
    ///   - offset: `[columns]`.
    package func layerNorm(
        _ out: UnsafeMutablePointer<Float>, statistics: UnsafeMutablePointer<Float>? = nil, _ x: UnsafeMutablePointer<Float>,
        residual: UnsafePointer<Float>? = nil, gain: UnsafePointer<Float>, offset: UnsafePointer<Float>, rows: Int, columns: Int
    ) {
        var norm = hk_layer_norm(columns: columns, gain: gain, offset: offset, epsilon: Self.layerNormEpsilon)
        table.pointee.layer_norm(out, statistics, x, residual, &norm, rows)
    }

    /// Writes the gradient of `x`, the sum that the forward pass normalised, or adds it to `dx`; adds those of gain and offset.
    package func layerNormGradient(
        _ dx: UnsafeMutablePointer<Float>, gain dgain: UnsafeMutablePointer<Float>, offset doffset: UnsafeMutablePointer<Float>,
        out: UnsafePointer<Float>, x: UnsafePointer<Float>, statistics: UnsafePointer<Float>, weight gain: UnsafePointer<Float>, rows: Int,
        columns: Int, adds: Bool = false
    ) {
        var norm = hk_layer_norm(columns: columns, gain: gain, offset: gain, epsilon: Self.layerNormEpsilon)
        table.pointee.layer_norm_gradient(dx, dgain, doffset, out, x, statistics, &norm, rows, adds)
    }

    /// Added to variances, as PyTorch does.
    private static let layerNormEpsilon: Float = 1e-5
}

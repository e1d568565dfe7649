internal import CKernels

/// Steps of LSTM layers with products of BF16 numbers, for levels whose ``Kernels/pairs`` are, and for the reference.
extension Kernels {
    /// One step of a forecast of one layer for many rows, with weights in pairs of BF16 numbers.
    package struct LSTMPairStep {
        /// Rows, inputs D, units C.
        package var rows: Int, inputs: Int, width: Int
        /// Weights as ``Kernels/packPairs(_:_:into:)`` wrote them.
        package var packed: UnsafePointer<UInt32>
        /// Inputs `[rows, (D + 1) / 2]` as words, and the distance of their rows.
        package var x: UnsafePointer<UInt32>, xStride: Int
        /// State before and after as words `[rows, pairWidth]`: two places.
        package var hPrevious: UnsafePointer<UInt32>, hPairs: UnsafeMutablePointer<UInt32>
        /// State after as floats `[rows, Cp]`, written.
        package var h: UnsafeMutablePointer<Float>
        /// Cell state `[rows, Cp]`, updated.
        package var c: UnsafeMutablePointer<Float>
        /// Scratch of `max(4·Cp, rows·4·lanes)`.
        package var gates: UnsafeMutablePointer<Float>

        package init(
            rows: Int, inputs: Int, width: Int, packed: UnsafePointer<UInt32>, x: UnsafePointer<UInt32>, xStride: Int,
            hPrevious: UnsafePointer<UInt32>, hPairs: UnsafeMutablePointer<UInt32>, h: UnsafeMutablePointer<Float>,
            c: UnsafeMutablePointer<Float>, gates: UnsafeMutablePointer<Float>
        ) {
            (self.rows, self.inputs, self.width, self.packed, self.x, self.xStride) = (rows, inputs, width, packed, x, xStride)
            (self.hPrevious, self.hPairs, self.h, self.c, self.gates) = (hPrevious, hPairs, h, c, gates)
        }
    }

    /// Words of a state in memory.
    package func pairWidth(_ width: Int) -> Int { (paddedWidth(width) + 1) / 2 }

    /// Rounds floats `[rows, columns]`, rows `stride` apart or next to each other, to BF16: words `[rows, (columns + 1) / 2]`, the first
    /// number of a pair in the lower half, 0 beside an odd last one.
    package func roundToPairs(
        _ out: UnsafeMutablePointer<UInt32>, _ x: UnsafePointer<Float>, stride: Int? = nil, rows: Int, columns: Int
    ) {
        bf16(table.pointee.bf16_pairs)(out, x, rows, columns, stride ?? columns)
    }

    /// Step of a forecast.
    package func bf16Step(_ step: LSTMPairStep) {
        var native = hk_lstm_bf16_step(
            rows: step.rows, inputs: step.inputs, width: step.width, packed: step.packed, x: step.x, x_stride: step.xStride,
            h_previous: step.hPrevious, h_pairs: step.hPairs, pair_stride: pairWidth(step.width), h: step.h, c: step.c,
            state_stride: paddedWidth(step.width), gates: step.gates)
        bf16(table.pointee.lstm_bf16_step)(&native)
    }

    /// Whether kernels multiply BF16 numbers.
    package var multipliesPairs: Bool { table.pointee.affine_bf16 != nil }

    /// A kernel that only some levels have.
    func bf16<Kernel>(_ kernel: Kernel?) -> Kernel {
        guard let kernel else { preconditionFailure("the \(instructionSet.name) kernels do not multiply BF16 numbers") }
        return kernel
    }
}

internal import CKernels

/// Steps of a stack of LSTM layers for one series.
extension Kernels {
    /// What ``forecast(_:)`` works on.
    package struct LSTMSeries {
        /// Layers, steps, inputs D of the first layer, units C of all.
        package var layers: Int, steps: Int, inputs: Int, width: Int
        /// Packed weights of every layer, and how they are paired; `nil` for floats.
        package var packed: UnsafePointer<UnsafeRawPointer?>, pairs: LSTMPairs?
        /// Inputs `[steps, D]`.
        package var x: UnsafePointer<Float>
        /// States `[layers, Cp]`, updated.
        package var h: UnsafeMutablePointer<Float>, c: UnsafeMutablePointer<Float>
        /// ``Kernels/seriesFloats(layers:steps:inputs:width:)`` floats.
        package var work: UnsafeMutablePointer<Float>

        package init(
            layers: Int, steps: Int, inputs: Int, width: Int, packed: UnsafePointer<UnsafeRawPointer?>, pairs: LSTMPairs?,
            x: UnsafePointer<Float>, h: UnsafeMutablePointer<Float>, c: UnsafeMutablePointer<Float>, work: UnsafeMutablePointer<Float>
        ) {
            (self.layers, self.steps, self.inputs, self.width, self.packed, self.pairs) = (layers, steps, inputs, width, packed, pairs)
            (self.x, self.h, self.c, self.work) = (x, h, c, work)
        }
    }

    /// Work space of ``forecast(_:)``.
    package func seriesFloats(layers: Int, steps: Int, inputs: Int, width: Int) -> Int {
        hk_lstm_series_floats(lanes, layers, steps, inputs, width)
    }

    /// Advances one series: the same bits as one row of ``forecastStep(_:)``, or of ``bf16Step(_:)`` with pairs of BF16, step after step.
    package func forecast(_ series: LSTMSeries) {
        var native = hk_lstm_series(
            layers: series.layers, steps: series.steps, inputs: series.inputs, width: series.width, packed: series.packed,
            pairs: series.pairs != nil, x: series.x, h: series.h, c: series.c, work: series.work)
        if series.pairs == .bf16 {
            bf16(table.pointee.lstm_bf16_series)(&native)
        } else {
            table.pointee.lstm_series_forecast(&native)
        }
    }
}

import Forecasting

/// The recurrent state of one stream: hidden and cell states of all layers with the scale they were computed under.
struct LSTMStreamState: Sendable {
    /// Whether the state has been begun.
    var isActive = false
    /// Location and scale of all of its rows, frozen when it was begun.
    var scale = WindowScale(location: 0, scale: 1)
    /// Number of values that were known then: the scale comes from them, the first row lies L before it.
    var frozenAt = 0
    /// Number of the value whose row comes next.
    var next = 0
    /// Scaled value last observed in its rows, 0 before the first.
    var last: Float = 0
    /// Whether the values were whole numbers when it was begun, and all since.
    var isWhole = false
    /// Hidden and cell states `[layers, Cp]`, 0 beyond C.
    var hidden: [Float], cells: [Float]

    init(layers: Int, width: Int) {
        hidden = [Float](repeating: 0, count: layers * width)
        // An array of its own: a shared one would be copied when a stream first writes to it.
        cells = [Float](repeating: 0, count: layers * width)
    }

    /// Begins anew, from nothing, with a scale from all values so far.
    mutating func begin(at total: Int, context: Int, scale: WindowScale, isWhole: Bool) {
        (isActive, self.scale, self.isWhole) = (true, scale, isWhole)
        (frozenAt, next, last) = (total, total - context, 0)
        for k in hidden.indices { (hidden[k], cells[k]) = (0, 0) }
    }
}

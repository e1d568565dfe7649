import Forecasting
import Tensors

/// One trained affine map `y = W·x + b` of a network: where its parameters lie, and its place among the packed ones.
struct LinearMap: Sendable {
    /// Columns of x and y.
    let inputs: Int, outputs: Int
    /// Offsets of the weight `[outputs, inputs]` and the bias `[outputs]`.
    let weight: Int, bias: Int
    /// Its place in ``TransformerWeights/maps``.
    let index: Int
}

/// Builds the layout of a network's parameters, and numbers its maps.
struct LayerBuilder {
    var layout = ParameterLayout()
    private(set) var maps: [LinearMap] = []
    private(set) var norms: [LayerNormalisation] = []
    /// Offsets of parameters that begin uniform within ±1/√fan-in, and how many inputs their sums have.
    private(set) var uniform: [(range: Range<Int>, fanIn: Int)] = []

    /// Parameters that are no map.
    mutating func add(_ name: String, _ shape: [Int], fanIn: Int) -> Int {
        let offset = layout.add(name, shape)
        uniform.append((offset..<layout.count, fanIn))
        return offset
    }

    /// A map whose parameters are called `weight` and `bias` behind the prefix.
    mutating func map(_ prefix: String, weight: String = ".weight", bias: String = ".bias", inputs: Int, outputs: Int) -> LinearMap {
        let map = LinearMap(
            inputs: inputs, outputs: outputs, weight: layout.add(prefix + weight, [outputs, inputs]),
            bias: layout.add(prefix + bias, [outputs]), index: maps.count)
        maps.append(map)
        return map
    }

    /// A layer normalisation.
    mutating func norm(_ prefix: String, columns: Int) -> LayerNormalisation {
        let norm = LayerNormalisation(
            columns: columns, gain: layout.add(prefix + ".weight", [columns]), offset: layout.add(prefix + ".bias", [columns]))
        norms.append(norm)
        return norm
    }
}

/// Where the parameters of a layer normalisation lie.
struct LayerNormalisation: Sendable {
    let columns: Int
    /// Offsets of gain and offset `[columns]`.
    let gain: Int, offset: Int
}

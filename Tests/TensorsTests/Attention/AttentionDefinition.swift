import Glibc

extension AttentionCase {
    /// The result in double precision, from the definition.
    func definition(q: [Double], k: [Double], v: [Double]) -> [Double] {
        var out = [Double](repeating: 0, count: q.count)
        for window in 0..<windows {
            for first in stride(from: 0, to: columns, by: width) {
                for i in 0..<queries {
                    let query = (window * queries + i) * columns + first
                    let seen = isCausal ? i + keys - queries + 1 : keys
                    let scores = (0..<seen).map { j in
                        let key = (window * keys + j) * columns + first
                        let product = (0..<width).reduce(0) { $0 + q[query + $1] * k[key + $1] }
                        return product / Double(width).squareRoot() + (keyBias.map { Double($0[window * keys + j]) } ?? 0)
                    }
                    guard let largest = scores.max(), largest > -.infinity else { continue }
                    let weights = scores.map { exp($0 - largest) }
                    let sum = weights.reduce(0, +)
                    for (j, weight) in weights.enumerated() {
                        let value = (window * keys + j) * columns + first
                        for d in 0..<width { out[query + d] += weight / sum * v[value + d] }
                    }
                }
            }
        }
        return out
    }

    /// Gradients of queries, keys and values by central differences of the definition.
    func differences() -> (q: [Double], k: [Double], v: [Double]) {
        let inputs = [q, k, v].map { $0.map(Double.init) }
        func objective(_ inputs: [[Double]]) -> Double {
            zip(definition(q: inputs[0], k: inputs[1], v: inputs[2]), slopes).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        let gradients = inputs.indices.map { part in
            inputs[part].indices.map { index in
                var (above, below) = (inputs, inputs)
                let h = 1e-5
                above[part][index] += h
                below[part][index] -= h
                return (objective(above) - objective(below)) / (2 * h)
            }
        }
        return (gradients[0], gradients[1], gradients[2])
    }
}

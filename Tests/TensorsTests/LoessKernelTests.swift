import Tensors
import TestSupport
import Testing

@Suite struct LoessKernelTests {
    @Test(arguments: Array(0...35) + [64, 100, 257]) func rowsAreWeighedAsByTheReference(columns: Int) {
        var stream = RandomStream(seed: UInt64(columns), purpose: "test")
        for (rows, stride) in [(0, 1), (1, 1), (5, 1), (3, columns + 2), (40, 7)] {
            let x = (0..<rows * stride + columns + 3).map { _ in stream.normal() }, weights = (0..<rows).map { _ in stream.normal() }
            for offset in 0..<3 {
                var results: [[Double]] = []
                for instructions in InstructionSet.supported {
                    var out = [Double](repeating: .nan, count: columns + 1)
                    out.withUnsafeMutableBufferPointer { out in
                        x.withUnsafeBufferPointer {
                            Kernels(instructions).weighRows(
                                out.baseAddress!, $0.baseAddress! + offset, stride: stride, weights: weights, rows: rows, columns: columns)
                        }
                    }
                    #expect(out[columns].isNaN)
                    results.append(Array(out.dropLast()))
                }
                for column in 0..<columns {
                    let terms = (0..<rows).map { weights[$0] * x[$0 * stride + column + offset] }
                    let bound = 2 * Double(rows) * Double.ulpOfOne * terms.reduce(0) { $0 + abs($1) }
                    for result in results { expectClose(result[column], terms.reduce(0, +), .absolute(bound)) }
                }
                // All vector instances give the same bits.
                for result in results.dropFirst() { #expect(result == results[1]) }
            }
        }
    }

    @Test func weightsOfLoessByHand() {
        // Distances 1, 0, 1 of a reach of 2: (1 − 1/8)³ = 0.669921875 beside 1.
        var weights = [Double](repeating: 0, count: 3)
        Kernels.loessWeights(&weights, robustness: nil, stride: 1, span: 3, at: 1, reach: 2, count: 3, degree: 0)
        let sum = 1 + 2 * 0.669921875
        expectClose(weights, [0.669921875 / sum, 1 / sum, 0.669921875 / sum], .relative(1e-15))
        Kernels.loessWeights(&weights, robustness: [1, 9, 0, 9, 0], stride: 2, span: 3, at: 1, reach: 2, count: 3, degree: 0)
        #expect(weights == [1, 0, 0])
        Kernels.loessWeights(&weights, robustness: [0, 0, 0], stride: 1, span: 3, at: 1, reach: 2, count: 3, degree: 1)
        #expect(weights == [0, 0, 0])
    }

    @Test func lineIsReproducedAtTheEndAndBeyond() {
        var weights = [Double](repeating: 0, count: 7)
        for place in [0.0, 6, 7] {
            Kernels.loessWeights(&weights, robustness: nil, stride: 1, span: 7, at: place, reach: 8, count: 7, degree: 1)
            let smoothed = weights.enumerated().reduce(0) { $0 + $1.element * (3 - 2 * Double($1.offset)) }
            expectClose(smoothed, 3 - 2 * place, .absolute(1e-13))
        }
    }

    @Test func movingAverageByHand() {
        var out = [Double](repeating: 0, count: 3)
        Kernels.movingAverage(&out, [1, 2, 6, 4], count: 4, span: 2)
        #expect(out == [1.5, 4, 5])
    }
}

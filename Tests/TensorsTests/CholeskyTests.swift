import Tensors
import TestSupport
import Testing

@Suite struct CholeskyTests {
    @Test func handWorkedFactors() throws {
        let three = try Cholesky([4, 12, -16, 12, 37, -43, -16, -43, 98], order: 3)
        expectClose(three.factor, [2, 0, 0, 6, 1, 0, -8, 5, 3] as [Double], .absolute(1e-13))
        #expect(try Cholesky([9], order: 1).factor == [3] && Cholesky([], order: 0).factor == [])
        // Correlation ρ: the second row is (ρ, √(1 − ρ²)).
        expectClose(try Cholesky([1, 0.6, 0.6, 1], order: 2).factor, [1, 0, 0.6, 0.8] as [Double], .absolute(1e-15))
    }

    /// L·Lᵀ = A, whatever stands above the diagonal, and the first rows are the factor of the first rows and columns.
    @Test(arguments: [1, 2, 5, 33, 60, 130])
    func theProductIsTheMatrix(order: Int) throws {
        var random = RandomStream(seed: 5, purpose: "cholesky", index: UInt64(order))
        let b = (0..<order * order).map { _ in random.normal() }
        func element(_ i: Int, _ j: Int) -> Double { (0..<order).reduce(i == j ? 1.0 : 0) { $0 + b[i * order + $1] * b[j * order + $1] } }
        let matrix = (0..<order * order).map { $0 / order >= $0 % order ? element($0 / order, $0 % order) : .nan }
        let l = try Cholesky(matrix, order: order).factor
        for i in 0..<order {
            for j in 0...i {
                let product = (0..<order).reduce(0.0) { $0 + l[i * order + $1] * l[j * order + $1] }
                // Backward error of the factorisation: (n + 1)ε √(a_ii a_jj), Higham, "Accuracy and Stability of Numerical Algorithms", 10.1.
                let bound = Double(order + 2) * 0x1p-52 * (element(i, i) * element(j, j)).squareRoot()
                expectClose(product, matrix[i * order + j], .absolute(bound))
            }
            #expect((i + 1..<max(order, i + 1)).allSatisfy { l[i * order + $0] == 0 } && l[i * order + i] > 0)
        }
        let part = (order + 1) / 2
        let leading = try Cholesky((0..<part * part).map { matrix[$0 / part * order + $0 % part] }, order: part).factor
        expectClose(leading, (0..<part * part).map { l[$0 / part * order + $0 % part] }, .absolute(1e-12 * Double(order)))
    }

    @Test func othersAreRefused() {
        #expect(throws: CholeskyError.notPositiveDefinite(order: 2, minor: 2)) { try Cholesky([1, 2, 2, 1], order: 2) }
        #expect(throws: CholeskyError.notPositiveDefinite(order: 2, minor: 2)) { try Cholesky([1, 1, 1, 1], order: 2) }
        #expect(throws: CholeskyError.notPositiveDefinite(order: 1, minor: 1)) { try Cholesky([0], order: 1) }
        #expect(throws: CholeskyError.self) { try Cholesky([1, 0, .nan, 1], order: 2) }
        #expect(throws: CholeskyError.self) { try Cholesky([.nan], order: 1) }
        let error = CholeskyError.notPositiveDefinite(order: 3, minor: 2)
        #expect(error.description.contains("order 3") && error.description.contains("minor of order 2"))
    }

    @Test func theSameBitsOnEveryThread() throws {
        let order = 96
        let matrix = (0..<order * order).map { $0 / order == $0 % order ? 2.0 : 1 / Double(1 + abs($0 / order - $0 % order)) }
        let expected = try Cholesky(matrix, order: order)
        let results = Results(count: 20)
        Parallel.forEach(20, threads: 4) { results[$0] = (try? Cholesky(matrix, order: order)) == expected ? 1 : 0 }
        #expect(results.all == [Int](repeating: 1, count: 20))
    }
}

import Tensors
import TestSupport
import Testing

struct Product: Sendable, CustomTestStringConvertible {
    let m: Int, n: Int, k: Int
    var testDescription: String { "\(m)×\(n)×\(k)" }
    static let all = [(1, 1, 1), (2, 3, 4), (7, 5, 1), (1, 60, 15), (33, 17, 65), (64, 64, 64), (100, 3, 200)].map {
        Product(m: $0.0, n: $0.1, k: $0.2)
    }
}

/// `α·op(A)·op(B) + β·C` in double, with the bound of a float product: `2·k·ε` times the norms of row and column.
private func product(
    _ p: Product, _ a: (Int, Int) -> Float, _ b: (Int, Int) -> Float, alpha: Float, beta: Float, c: (Int, Int) -> Float
) -> (values: [Double], bounds: [Double]) {
    var (values, bounds) = ([Double](), [Double]())
    for i in 0..<p.m {
        for j in 0..<p.n {
            var (sum, rowNorm, columnNorm) = (0.0, 0.0, 0.0)
            for l in 0..<p.k {
                let (x, y) = (Double(a(i, l)), Double(b(l, j)))
                sum += x * y
                rowNorm += x * x
                columnNorm += y * y
            }
            let before = beta == 0 ? 0 : Double(beta) * Double(c(i, j))
            values.append(Double(alpha) * sum + before)
            let norms = (rowNorm * columnNorm).squareRoot()
            bounds.append(2 * 0x1p-23 * (Double(p.k) * norms * Double(abs(alpha)) + abs(before)))
        }
    }
    return (values, bounds)
}

@Test(arguments: Product.all, [(false, false), (true, false), (false, true), (true, true)])
func gemmMatchesADoubleLoop(product shape: Product, transposed: (Bool, Bool)) {
    var random = RandomStream(seed: 16, purpose: "gemm")
    let (lda, ldb, ldc) = ((transposed.0 ? shape.m : shape.k) + 3, (transposed.1 ? shape.k : shape.n) + 1, shape.n + 2)
    let a = random.normals((transposed.0 ? shape.k : shape.m) * lda)
    let b = random.normals((transposed.1 ? shape.n : shape.k) * ldb)
    for (alpha, beta) in [(Float(1), Float(0)), (-0.5, 1), (2, 0.25)] {
        // With beta 0 the result must not depend on what was there.
        let before = beta == 0 ? [Float](repeating: .nan, count: shape.m * ldc) : random.normals(shape.m * ldc)
        var c = before
        BLAS.gemm(
            transposeA: transposed.0, transposeB: transposed.1, m: shape.m, n: shape.n, k: shape.k, alpha: alpha, a: a, lda: lda,
            b: b, ldb: ldb, beta: beta, c: &c, ldc: ldc)
        let (values, bounds) = product(
            shape, { transposed.0 ? a[$1 * lda + $0] : a[$0 * lda + $1] }, { transposed.1 ? b[$1 * ldb + $0] : b[$0 * ldb + $1] },
            alpha: alpha, beta: beta, c: { before[$0 * ldc + $1] })
        var errors: [Double] = []
        for i in 0..<shape.m {
            for j in 0..<shape.n { errors.append((Double(c[i * ldc + j]) - values[i * shape.n + j]) / bounds[i * shape.n + j]) }
            #expect(c[i * ldc + shape.n..<(i + 1) * ldc].map(\.bitPattern) == before[i * ldc + shape.n..<(i + 1) * ldc].map(\.bitPattern))
        }
        expectClose(errors, errors.map { _ in 0.0 }, .absolute(1))
    }
}

@Test(arguments: Product.all, [false, true])
func gemvMatchesADoubleLoop(product shape: Product, transpose: Bool) {
    var random = RandomStream(seed: 17, purpose: "gemv")
    let (m, n, lda) = (shape.m, shape.k, shape.k + 2)
    let a = random.normals(m * lda)
    let (inputs, outputs) = transpose ? (m, n) : (n, m)
    let x = random.normals(inputs)
    for (alpha, beta) in [(Float(1), Float(0)), (-0.5, 1)] {
        let before = beta == 0 ? [Float](repeating: .nan, count: outputs) : random.normals(outputs)
        var y = before
        BLAS.gemv(transpose: transpose, m: m, n: n, alpha: alpha, a: a, lda: lda, x: x, beta: beta, y: &y)
        let (values, bounds) = product(
            Product(m: outputs, n: 1, k: inputs), { transpose ? a[$1 * lda + $0] : a[$0 * lda + $1] }, { l, _ in x[l] },
            alpha: alpha, beta: beta, c: { i, _ in before[i] })
        expectClose((0..<outputs).map { (Double(y[$0]) - values[$0]) / bounds[$0] }, y.map { _ in 0.0 }, .absolute(1))
    }
}

@Test func emptyProductsScaleTheResult() {
    var c: [Float] = [1, 2]
    BLAS.gemm(m: 1, n: 2, k: 0, a: [], lda: 0, b: [], ldb: 2, beta: 0.5, c: &c, ldc: 2)
    #expect(c == [0.5, 1])
    BLAS.gemv(m: 2, n: 0, a: [], lda: 0, x: [], beta: 0.5, y: &c)
    #expect(c == [0.25, 0.5])
    BLAS.gemv(m: 2, n: 0, a: [], lda: 0, x: [], y: &c)
    #expect(c == [0, 0])
    BLAS.gemm(m: 0, n: 2, k: 3, a: [], lda: 3, b: [1, 2, 3, 4, 5, 6], ldb: 2, c: &c, ldc: 2)
    #expect(c == [0, 0])
}

@Test func productsHaveTheSameBitsOnEveryThread() {
    var random = RandomStream(seed: 18, purpose: "threads")
    let (a, b) = (random.normals(96 * 96), random.normals(96 * 96))
    @Sendable func run() -> [UInt32] {
        var c = [Float](repeating: 0, count: 96 * 96)
        BLAS.gemm(m: 96, n: 96, k: 96, a: a, lda: 96, b: b, ldb: 96, c: &c, ldc: 96)
        return c.bits
    }
    let expected = run()
    let results = Results(count: 40)
    Parallel.forEach(40, threads: 4) { results[$0] = run() == expected ? 1 : 0 }
    #expect(results.all == [Int](repeating: 1, count: 40))
}

@Test func openBLASNamesItsCore() {
    #expect(!BLAS.coreName.isEmpty)
}

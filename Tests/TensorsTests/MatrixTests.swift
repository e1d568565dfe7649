import Tensors
import Testing

@Test(arguments: [(0, 0), (0, 5), (1, 1), (3, 7), (64, 33)])
func matricesStartAsAlignedZeros(rows: Int, columns: Int) {
    let matrix = Matrix(rows: rows, columns: columns)
    #expect(UInt(bitPattern: matrix.pointer) % 64 == 0)
    #expect(matrix.count == rows * columns && matrix.span.count == rows * columns)
    for k in 0..<matrix.count { #expect(matrix.pointer[k] == 0) }
}

@Test func elementsAreRowMajorInEveryView() {
    var matrix = Matrix(rows: 2, columns: 3)
    matrix[1, 2] = 6
    matrix.pointer[3] = 4
    var span = matrix.mutableSpan
    span[0] = 1
    #expect(matrix[0, 0] == 1 && matrix[1, 0] == 4 && matrix.pointer[5] == 6)
    #expect(matrix.span[5] == 6)
    matrix[1, 2] += 0.5
    #expect(matrix.span[5] == 6.5)
    matrix.fill(-1)
    #expect((0..<6).allSatisfy { matrix.pointer[$0] == -1 })
}

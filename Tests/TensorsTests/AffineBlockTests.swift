import CKernels
import Tensors
import Testing

/// Affine maps with as many vectors of columns as one to a little over two blocks have, and weights that end before forbidden memory: the
/// last block has fewer vectors, and a single row takes a way of its own.
struct AffineBlockTests {
    private static let levels = InstructionSet.supported.map { hk_isa(rawValue: UInt32($0.rawValue)) }
    private static let rows = 40

    /// Bias and products in ascending order, one fused multiply-add each, of all rows.
    private func definition(_ x: [Float], _ xColumns: Int, _ y: [Float], _ yColumns: Int, _ weights: [[Float]], columns: Int) -> [Float] {
        (0..<Self.rows).flatMap { row in
            (0..<columns).map { column in
                var sum = weights[2][column]
                for k in 0..<xColumns { sum.addProduct(x[row * xColumns + k], weights[0][column * xColumns + k]) }
                for k in 0..<yColumns { sum.addProduct(y[row * yColumns + k], weights[1][column * yColumns + k]) }
                return sum
            }
        }
    }

    @Test(arguments: levels, 1...9)
    func everyNumberOfVectorsAndRows(level: hk_isa, vectors: Int) {
        let kernels = hk_kernels_for(level).pointee
        for (missing, xColumns, yColumns) in [(0, 5, 0), (1, 3, 4), (kernels.lanes - 1, 0, 2), (0, 1, 0), (kernels.lanes / 2, 16, 0)] {
            let columns = vectors * kernels.lanes - min(missing, kernels.lanes - 1)
            var random = RandomStream(seed: 1, purpose: "affine blocks", index: UInt64(columns))
            let (x, y) = (random.normals(Self.rows * xColumns), random.normals(Self.rows * yColumns))
            let weights = [random.normals(columns * xColumns), random.normals(columns * yColumns), random.normals(columns)]
            let expected = definition(x, xColumns, y, yColumns, weights, columns: columns)
            let room = hk_affine_packed_floats(kernels.lanes, xColumns, yColumns, columns)
            let stride = hk_affine_stride(kernels.lanes, columns)
            #expect(room == (1 + xColumns + yColumns) * stride && stride == vectors * kernels.lanes)
            let packed = GuardedFloats([Float](repeating: .nan, count: room))
            hk_affine_pack(packed.pointer, kernels.lanes, weights[0], xColumns, weights[1], yColumns, weights[2], columns)
            #expect(!packed.values.contains { $0.isNaN })
            for rows in 1...Self.rows {
                let first = GuardedFloats(Array(x.prefix(rows * xColumns)), offset: rows % 4)
                let second = GuardedFloats(Array(y.prefix(rows * yColumns)), offset: rows % 4)
                let out = GuardedFloats([Float](repeating: .nan, count: rows * stride), offset: rows % 4)
                var xs = hk_affine_input(first: first.pointer, stride: xColumns, columns: xColumns)
                var ys = hk_affine_input(first: second.pointer, stride: yColumns, columns: yColumns)
                kernels.affine(out.pointer, &xs, &ys, packed.pointer, rows, columns)
                let values = out.values
                let isEqual = (0..<rows).allSatisfy { row in
                    (0..<columns).allSatisfy { values[row * stride + $0].bitPattern == expected[row * columns + $0].bitPattern }
                }
                #expect(isEqual, "\(rows) rows, \(columns) columns from \(xColumns) and \(yColumns)")
                expectIntact(first, second, out, packed)
            }
        }
    }

    /// Weights that do not fit the first-level cache are read panel by panel: the same sums.
    @Test(arguments: levels)
    func longRowsPassInPanels(level: hk_isa) {
        let kernels = hk_kernels_for(level).pointee
        for (columns, xColumns) in [(72, 700), (16, 1500), (130, 331)] {
            var random = RandomStream(seed: 4, purpose: "affine blocks", index: UInt64(columns))
            let (x, weight, bias) = (random.normals(Self.rows * xColumns), random.normals(columns * xColumns), random.normals(columns))
            let expected = definition(x, xColumns, [], 0, [weight, [], bias], columns: columns)
            let stride = hk_affine_stride(kernels.lanes, columns)
            var packed = [Float](repeating: .nan, count: hk_affine_packed_floats(kernels.lanes, xColumns, 0, columns))
            hk_affine_pack(&packed, kernels.lanes, weight, xColumns, weight, 0, bias, columns)
            for rows in [1, 5, 6, 7, 16, Self.rows] {
                let out = GuardedFloats([Float](repeating: .nan, count: rows * stride))
                x.withUnsafeBufferPointer { x in
                    var xs = hk_affine_input(first: x.baseAddress!, stride: xColumns, columns: xColumns)
                    var ys = hk_affine_input(first: x.baseAddress!, stride: 0, columns: 0)
                    kernels.affine(out.pointer, &xs, &ys, packed, rows, columns)
                }
                let values = out.values
                let isEqual = (0..<rows).allSatisfy { row in
                    (0..<columns).allSatisfy { values[row * stride + $0].bitPattern == expected[row * columns + $0].bitPattern }
                }
                #expect(isEqual, "\(rows) rows, \(columns) columns from \(xColumns)")
                expectIntact(out)
            }
        }
    }

    /// Rows of an input may lie further apart than they are long.
    @Test(arguments: InstructionSet.supported)
    func distancesOfRowsAreKept(instructionSet: InstructionSet) {
        var random = RandomStream(seed: 2, purpose: "affine blocks")
        let (weight, bias, x) = (random.normals(33 * 7), random.normals(33), random.normals(5 * 7))
        let map = PackedAffine(x: weight, xColumns: 7, bias: bias, columns: 33, kernels: Kernels(instructionSet))
        var spread = [Float](repeating: .nan, count: 4 * 10 + 7)
        for row in 0..<5 { for k in 0..<7 { spread[row * 10 + k] = x[row * 7 + k] } }
        let rows = GuardedFloats(spread)
        var (near, far) = ([Float](repeating: 0, count: 5 * map.stride), [Float](repeating: 1, count: 5 * map.stride))
        map(&near, x: x, xStride: 7, rows: 5)
        map(&far, x: rows.pointer, xStride: 10, rows: 5)
        #expect(near.bits == far.bits)
        expectIntact(rows)
    }

    /// Weights may be packed again and again, and transposed: the map of gradients.
    @Test(arguments: InstructionSet.supported, [1, 15, 16, 17, 64, 65, 100])
    func transposesArePacked(instructionSet: InstructionSet, columns: Int) {
        let kernels = Kernels(instructionSet)
        for xColumns in [1, 3, 48] {
            var random = RandomStream(seed: 3, purpose: "affine blocks", index: UInt64(columns))
            let map = PackedAffine(xColumns: xColumns, columns: columns, kernels: kernels)
            for _ in 0..<2 {
                let (weight, x) = (random.normals(xColumns * columns), random.normals(4 * xColumns))
                let bias = random.normals(columns), zeros = [Float](repeating: 0, count: columns)
                let transposed = (0..<columns).flatMap { column in (0..<xColumns).map { weight[$0 * columns + column] } }
                var (found, expected) = ([Float](repeating: .nan, count: 4 * map.stride), [Float](repeating: 0, count: 4 * map.stride))
                map.pack(transposed: weight)
                map(&found, x: x, xStride: xColumns, rows: 4)
                PackedAffine(x: transposed, xColumns: xColumns, bias: zeros, columns: columns, kernels: kernels)(
                    &expected, x: x, xStride: xColumns, rows: 4)
                #expect(found.bits == expected.bits)
                map.pack(transposed, bias: bias)
                map(&found, x: x, xStride: xColumns, rows: 4)
                PackedAffine(x: transposed, xColumns: xColumns, bias: bias, columns: columns, kernels: kernels)(
                    &expected, x: x, xStride: xColumns, rows: 4)
                #expect(found.bits == expected.bits)
            }
        }
    }
}

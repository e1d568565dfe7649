import Tensors
import Testing

/// Random rows of an attention, each kind `gap` floats further apart than heads are wide; methods run a kernel with guarded buffers, and
/// give the results back without gaps.
struct AttentionCase: CustomTestStringConvertible {
    /// What is added to the scores of keys.
    enum Bias: CaseIterable {
        case none
        /// Random numbers, and every third key hidden.
        case some
        /// Every key hidden, in the first window only where there are more.
        case all
    }

    let windows: Int, heads: Int, queries: Int, keys: Int, width: Int
    let isCausal: Bool
    let bias: Bias
    /// `[windows · queries, heads · width]` and `[windows · keys, heads · width]`.
    var q: [Float], k: [Float], v: [Float]
    /// Gradient of the result, rows as queries.
    let slopes: [Float]
    /// `[windows, keys]`.
    let keyBias: [Float]?

    private let gap: Int

    var columns: Int { heads * width }
    var testDescription: String { "\(queries)×\(keys) \(heads)×\(width) \(isCausal ? "causal " : "")bias \(bias) gap \(gap)" }

    init(
        windows: Int = 2, heads: Int, queries: Int, keys: Int, width: Int, isCausal: Bool = false, bias: Bias = .none, gap: Int = 0,
        scale: Float = 1
    ) {
        (self.windows, self.heads, self.queries, self.keys, self.width) = (windows, heads, queries, keys, width)
        (self.isCausal, self.bias, self.gap) = (isCausal, bias, gap)
        var random = RandomStream(seed: 1, purpose: "attention", index: UInt64(queries * 1_000_000 + keys * 1000 + width * 10 + heads))
        let columns = heads * width
        q = random.normals(windows * queries * columns, scale: scale)
        k = random.normals(windows * keys * columns)
        v = random.normals(windows * keys * columns)
        slopes = random.normals(windows * queries * columns)
        keyBias =
            bias == .none
            ? nil
            : (0..<windows * keys).map { index in
                let isHidden = bias == .all ? index < keys : index % 3 == 1
                return isHidden ? -.infinity : Float(random.normal())
            }
    }

    /// What a pass leaves.
    struct Result {
        /// `[windows · queries, heads · width]`, `[windows, heads, 2, queries]`.
        var out: [Float], statistics: [Float]
        /// Gradients, rows as theirs.
        var q: [Float] = [], k: [Float] = [], v: [Float] = []
        var bits: [[UInt32]] { [out, statistics, q, k, v].map(\.bits) }
    }

    private static let unread = Float(bitPattern: 0x7FC0_1234)

    /// Rows with gaps between them; none behind the last, so that memory ends there.
    private func spread(_ rows: [Float], gap: Int, offset: Int) -> GuardedFloats {
        var all: [Float] = []
        for first in stride(from: 0, to: rows.count, by: columns) {
            if first > 0 { all += [Float](repeating: Self.unread, count: gap) }
            all += rows[first..<first + columns]
        }
        return GuardedFloats(all, offset: offset)
    }

    /// The opposite; gaps must be as they were.
    private func gathered(_ buffer: GuardedFloats, gap: Int) -> [Float] {
        let all = buffer.values
        var rows: [Float] = []
        for (index, value) in all.enumerated() {
            if index % (columns + gap) < columns { rows.append(value) } else { #expect(value.bitPattern == Self.unread.bitPattern) }
        }
        return rows
    }

    /// The result with products of BF16 numbers.
    func runInPairs(_ kernels: Kernels, offset: Int = 0) -> [Float] {
        run(kernels, offset: offset, withGradient: false, inPairs: true).out
    }

    /// The result, and the gradients from what the forward pass left.
    func run(_ kernels: Kernels, offset: Int = 0, withGradient: Bool = true, inPairs: Bool = false) -> Result {
        let gaps = [gap, 2 * gap, gap / 2, 3 * gap]
        let (q, k) = (spread(self.q, gap: gaps[0], offset: offset), spread(self.k, gap: gaps[1], offset: offset))
        let v = spread(self.v, gap: gaps[2], offset: offset)
        let blank = self.q.map { _ in Float.nan }
        let out = spread(blank, gap: gaps[3], offset: offset)
        let statistics = GuardedFloats([Float](repeating: .nan, count: windows * heads * 2 * queries), offset: offset)
        let room = kernels.attentionFloats(queries: queries, keys: keys, width: width)
        let work = GuardedFloats([Float](repeating: .nan, count: room), offset: offset)
        let hidden = keyBias.map { GuardedFloats($0, offset: offset) }
        var attention = Kernels.Attention(
            ofRows: q.pointer, windows: windows, heads: heads, tokens: queries, width: width, isCausal: isCausal,
            keyBias: hidden.map { UnsafePointer($0.pointer) }, out: out.pointer, statistics: statistics.pointer, work: work.pointer)
        attention.keys = keys
        (attention.k, attention.v) = (UnsafePointer(k.pointer), UnsafePointer(v.pointer))
        (attention.qStride, attention.kStride) = (columns + gaps[0], columns + gaps[1])
        (attention.vStride, attention.outStride) = (columns + gaps[2], columns + gaps[3])
        if inPairs {
            attention.statistics = nil
            kernels.attendInPairs(attention)
        } else {
            kernels.attend(attention)
        }
        var result = Result(out: gathered(out, gap: gaps[3]), statistics: statistics.values)
        expectIntact(q, k, v, out, statistics, work, hidden)
        guard withGradient else { return result }

        let slopes = spread(self.slopes, gap: gaps[1], offset: offset)
        let (dq, dk) = (spread(blank, gap: gaps[3], offset: offset), spread(self.k.map { _ in .nan }, gap: gaps[0], offset: offset))
        let dv = spread(self.v.map { _ in .nan }, gap: gaps[1], offset: offset)
        // The result is not read again, and the work space holds nothing over.
        for index in 0..<room { work.pointer[index] = .nan }
        kernels.attentionGradient(
            attention, out: slopes.pointer, outStride: columns + gaps[1], q: dq.pointer, qStride: columns + gaps[3], k: dk.pointer,
            kStride: columns + gaps[0], v: dv.pointer, vStride: columns + gaps[1])
        (result.q, result.k) = (gathered(dq, gap: gaps[3]), gathered(dk, gap: gaps[0]))
        result.v = gathered(dv, gap: gaps[1])
        expectIntact(q, k, v, statistics, work, hidden, slopes, dq, dk, dv)
        return result
    }
}

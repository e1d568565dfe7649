import Traces

/// Lifetimes as pixels: of each the mean colour of the instances behind it, as opaque as the share of them that was there.
///
/// Every life costs a handful of additions however long it is: changes are noted where a phase begins and ends, and added up along the row.
struct LifetimeRaster {
    /// Pixels.
    static let columns = 640, rows = 360

    /// The pixels as data: `x y red green blue alpha`.
    let block: String
    /// How they are drawn.
    let plot: String

    init(_ lives: [InstanceLife], span: Range<Int64>, users: LifetimeColors) {
        let (columns, rows) = (Self.columns, Self.rows)
        let colors = (0..<users.count).map { Self.channels(users.color($0).light) }
        let around = Self.channels(Palette.rival.light)
        let length = Double(span.upperBound - span.lowerBound)
        // Red, green, blue and presence of every pixel, as changes along the row.
        var changes = [SIMD4<Float>](repeating: .zero, count: rows * (columns + 1))
        for (index, life) in lives.enumerated() {
            let row = index * rows / lives.count * (columns + 1)
            func add(_ from: Int64, _ to: Int64, _ color: SIMD4<Float>) {
                guard to > from else { return }
                let first = Double(from - span.lowerBound) / length * Double(columns)
                let last = Double(to - span.lowerBound) / length * Double(columns)
                let (start, end) = (min(columns - 1, Int(first)), min(columns, Int(last.rounded(.up))))
                changes[row + start] += color
                changes[row + max(start + 1, end)] -= color
            }
            add(life.submitted, life.running, around)
            add(life.running, life.ended, colors[users.place(of: life.user)])
            add(life.ended, life.done, around)
        }
        var text = "$lifetimes << EOD\n"
        text.reserveCapacity(24 * rows * columns)
        for row in 0..<rows {
            let behind = Float(max(1, (row + 1) * lives.count / rows - row * lives.count / rows))
            var sum = SIMD4<Float>.zero
            for column in 0..<columns {
                sum += changes[row * (columns + 1) + column]
                let presence = sum.w
                guard presence > 0.5 else {
                    text += "\(column) \(row) 255 255 255 0\n"
                    continue
                }
                let mean = sum / presence
                // A single life among thousands stays visible.
                let alpha = max(24, min(255, 255 * presence / behind))
                text += "\(column) \(row) \(Self.byte(mean.x)) \(Self.byte(mean.y)) \(Self.byte(mean.z)) \(Int(alpha))\n"
            }
        }
        block = text + "EOD\n"
        let width = GnuplotText.number(length / 1e6 / Double(columns)), height = GnuplotText.number(Double(lives.count) / Double(rows))
        plot = "$lifetimes using (($1+0.5)*\(width)):(($2+0.5)*\(height)):3:4:5:6 with rgbalpha notitle"
    }

    private static func byte(_ value: Float) -> Int { Int(min(255, max(0, value.rounded()))) }

    /// Red, green and blue of `#rrggbb`, and presence.
    private static func channels(_ color: String) -> SIMD4<Float> {
        let value = Int(color.dropFirst(), radix: 16) ?? 0
        return SIMD4(Float(value >> 16), Float(value >> 8 & 255), Float(value & 255), 1)
    }
}

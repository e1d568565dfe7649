/// A line of block characters, `▁▂▃▄▅▆▇█`, that shows the shape of a series in one line of text.
///
/// Values are resampled to the width by their **maximum**: capacity is about peaks, and a mean over hundreds of values would hide them. The
/// lowest block stands for the smaller of 0 and the smallest value shown, the highest for the largest; a blank is a stretch without any known
/// value.
public enum Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// Draws values; NaN = missing.
    /// - Parameters:
    ///   - values: in order of time; of fewer than `width`, each gets one character.
    ///   - width: largest number of characters, at least 1.
    public static func text(of values: [Float], width: Int = 60) -> String {
        precondition(width >= 1)
        let count = min(width, values.count)
        let columns = (0..<count).map { column -> Float in
            maximum(values[(column * values.count / count)..<((column + 1) * values.count / count)])
        }
        let known = columns.filter { !$0.isNaN }
        guard let highest = known.max() else { return String(repeating: " ", count: count) }
        let lowest = min(0, known.min()!)
        return String(
            columns.map { value -> Character in
                if value.isNaN { return " " }
                guard highest > lowest else { return blocks[0] }
                // Only the lowest value itself is an empty block: a little demand is not none.
                let height = (Double(value) - Double(lowest)) / (Double(highest) - Double(lowest))
                return blocks[min(blocks.count - 1, Int((height * Double(blocks.count - 1)).rounded(.up)))]
            })
    }

    private static func maximum(_ values: ArraySlice<Float>) -> Float {
        values.reduce(Float.nan) { $1.isNaN ? $0 : ($0.isNaN ? $1 : max($0, $1)) }
    }
}

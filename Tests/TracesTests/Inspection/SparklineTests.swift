import Testing
import Traces

struct SparklineTests {
    @Test func shapesByHand() {
        #expect(Sparkline.text(of: [0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
        // A little is not nothing, and the lowest block is 0, not the minimum.
        #expect(Sparkline.text(of: [0, 0.01, 7]) == "▁▂█" && Sparkline.text(of: [7, 7]) == "██")
        #expect(Sparkline.text(of: [0, 0]) == "▁▁" && Sparkline.text(of: [-4, 0, 3]) == "▁▅█")
        #expect(Sparkline.text(of: [1, .nan, 2]) == "▅ █" && Sparkline.text(of: [.nan, .nan]) == "  " && Sparkline.text(of: []) == "")
    }

    @Test func longSeriesAreResampledByTheirMaximum() {
        var values = [Float](repeating: 1, count: 1000)
        values[500] = 8
        let text = Sparkline.text(of: values, width: 10)
        #expect(text == "▂▂▂▂▂█▂▂▂▂")
        values.replaceSubrange(300..<400, with: [Float](repeating: .nan, count: 100))
        #expect(Sparkline.text(of: values, width: 10) == "▂▂▂ ▂█▂▂▂▂")
        // Widths that do not divide the length lose no value.
        for width in 1...60 { #expect(Sparkline.text(of: values, width: width).count(where: { $0 == "█" }) == 1) }
    }
}

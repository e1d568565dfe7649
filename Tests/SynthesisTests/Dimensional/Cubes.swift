import Synthesis
import Traces

/// Recipes that several tests start from.
enum Cubes {
    static let monday = CalendarDate(iso: "2026-03-02")!

    /// Three dimensions, 2 × 3 × 4 cells, hourly, two weeks, seasons of day and week.
    static func small(drawing: CubeMetric.Drawing = .independent, days: Int = 14) -> DimensionalConfiguration {
        let dimensions = [
            CubeDimension("country", [.init("de", weight: 3), .init("us", weight: 5)]),
            CubeDimension("platform", [.init("desktop", weight: 6), .init("mobile", weight: 3), .init("tablet", weight: 1)]),
            CubeDimension.zipf("page", count: 4, exponent: 1),
        ]
        var settings = CellSettings()
        settings.daily = SeasonalProfile(SeasonalProfile.days["business-hours"]!, amplitude: 0.6)
        settings.weekly = SeasonalProfile(SeasonalProfile.weeks["weekday"]!, amplitude: 0.3)
        var metric = CubeMetric("views", .total(500), drawing: drawing, settings: settings)
        var mobile = CellSettings()
        mobile.daily = SeasonalProfile(SeasonalProfile.days["evening"]!, amplitude: 0.5)
        metric.overrides = [CellOverride(CellFilter(["platform": ["mobile"]]), mobile)]
        return DimensionalConfiguration(
            name: "small", seed: 7, firstDay: monday, days: days, granularity: .fixed(nanoseconds: 3_600_000_000_000),
            dimensions: dimensions, metrics: [metric])
    }

    static func at(_ text: String) -> Int64 { TimeAxis.Kind.clock.parse(text)! }

    /// Bits of the values, so that missing ones compare too.
    static func bits(_ table: CubeTable) -> [UInt64] { table.values.map(\.bitPattern) }
}

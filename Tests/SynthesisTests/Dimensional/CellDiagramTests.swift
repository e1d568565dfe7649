import Synthesis
import TestSupport
import Testing

/// Which cells exist, and what they inherit.
@Suite struct CellDiagramTests {
    static func cells(_ change: (inout DimensionalConfiguration) -> Void) throws -> Set<[String]> {
        var recipe = Cubes.small(days: 1)
        change(&recipe)
        let generator = try DimensionalGenerator(recipe)
        return Set((0..<generator.cellCount).map(generator.cell))
    }

    @Test func patternsDecideWhatExists() throws {
        let all = try Self.cells { _ in }
        #expect(all.count == 24)
        let only = try Self.cells { $0.only = [CellFilter(["country": ["de"]]), CellFilter(["platform": ["t*"], "page": ["page-01"]])] }
        #expect(only == all.filter { $0[0] == "de" || ($0[1] == "tablet" && $0[2] == "page-01") })
        let both = try Self.cells {
            $0.only = [CellFilter(["country": ["de"]])]
            $0.excluded = [CellFilter(["platform": ["mobile"]]), CellFilter(["page": ["page-02", "page-03"]])]
        }
        #expect(both == all.filter { $0[0] == "de" && $0[1] != "mobile" && !["page-02", "page-03"].contains($0[2]) })
        #expect(throws: SynthesisError.self) { try Self.cells { $0.excluded = [.all] } }
    }

    /// A hash of the names decides with a density below 1: other values do not.
    @Test func densityKeepsWhatItKept() throws {
        func large(_ count: Int) throws -> Set<[String]> {
            try Self.cells {
                $0.density = 0.3
                $0.dimensions[2] = CubeDimension("page", (0..<count).map { .init("p\($0)") })
            }
        }
        let (few, many) = (try large(200), try large(400))
        // 1,200 and 2,400 possible, within five standard deviations.
        #expect(abs(few.count - 360) < 80 && abs(many.count - 720) < 113)
        #expect(few == many.filter { Int($0[2].dropFirst())! < 200 })
    }

    @Test func restOfATailIsOneValue() {
        let top = CubeDimension.zipf("page", count: 100, exponent: 1, top: 3)
        #expect(top.values.map(\.name) == ["page-001", "page-002", "page-003", "other"])
        let whole = CubeDimension.zipf("page", count: 100, exponent: 1)
        expectClose(top.values[3].weight, whole.values[3...].reduce(0) { $0 + $1.weight }, .relative(1e-12))
        expectClose(whole.values[9].weight, 0.1, .relative(1e-12))
    }

    /// Of two settings the more specific one wins, whatever their order; factors multiply.
    @Test func specificSettingsWin() throws {
        func settings(_ amplitude: Double, factor: Double) -> CellSettings {
            var settings = CellSettings()
            settings.daily = SeasonalProfile(.fourier(cosines: [0.5], sines: []), amplitude: amplitude)
            settings.factor = factor
            return settings
        }
        var recipe = Cubes.small(days: 1)
        recipe.metrics[0].level = .base(1)
        recipe.metrics[0].settings = settings(0.2, factor: 1)
        recipe.metrics[0].overrides = [
            CellOverride(CellFilter(["country": ["us"], "platform": ["mobile"]]), settings(0.8, factor: 3)),
            CellOverride(CellFilter(["country": ["us"]]), settings(0.4, factor: 2)),
        ]
        let generator = try DimensionalGenerator(recipe)
        func noon(_ cell: [String]) throws -> (daily: Double, base: Double) {
            let number = (0..<24).first { generator.cell($0) == cell }!
            let truth = try generator.truth(metric: "views", cell: number, bucket: 12)
            return (truth.components.daily, truth.expected / truth.components.expected)
        }
        let plain = try noon(["de", "mobile", "page-01"])
        let country = try noon(["us", "desktop", "page-01"])
        let both = try noon(["us", "mobile", "page-01"])
        let bases: [Double] = [9, 60, 90]
        expectClose([plain.base, country.base, both.base], bases, .relative(1e-12))
        expectClose((1 - country.daily) / (1 - plain.daily), 2, .relative(1e-9))
        expectClose((1 - both.daily) / (1 - plain.daily), 4, .relative(1e-9))
    }
}

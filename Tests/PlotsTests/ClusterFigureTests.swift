import Plots
import Testing
import Traces

/// Graphs of utilisation and of lifetimes.
@Suite struct ClusterFigureTests {
    private static let second: Int64 = 1_000_000

    /// Instances of three users, one after the other.
    private static func lives(_ count: Int) -> [InstanceLife] {
        (0..<count).map { index in
            let start = Int64(index) * 10 * second
            return InstanceLife(
                id: "i\(index)", user: "user\(index % 3)", cores: 1 + index % 2, node: "h\(index % 4)", submitted: start,
                placed: start + second, running: start + 5 * second, ended: start + 105 * second, done: start + 110 * second)
        }
    }

    /// Rows of a block of data.
    private func rows(_ name: String, of figure: Figure) -> [[Double]] {
        guard let start = figure.body.split(separator: "\n").firstIndex(of: "$\(name) << EOD") else { return [] }
        return figure.body.split(separator: "\n")[(start + 1)...].prefix { $0 != "EOD" }.map { line in
            line.split(separator: " ").map { Double($0) ?? .nan }
        }
    }

    /// Of ten lives every line, from submission to the end of the tear-down.
    @Test func fewLivesAreLines() throws {
        let figure = try Figure.lifetimes(of: Self.lives(10))
        #expect(rows("user1", of: figure) == [[15, 1.5, 100], [45, 4.5, 100], [75, 7.5, 100]])
        let around = rows("around", of: figure)
        #expect(around.count == 20 && around[0] == [0, 0.5, 5] && around[1] == [105, 0.5, 5])
        #expect(figure.body.contains("title 'user2'") && !figure.body.contains("title 'others'"))
        let rejected = Self.lives(1).map { life in
            InstanceLife(id: life.id, submitted: 0, done: 0, outcome: .rejected)
        }
        #expect(throws: PlotError.self) { try Figure.lifetimes(of: rejected) }
    }

    /// Of many lives pixels: all of them there in the middle of a row, none before the first request.
    @Test func manyLivesArePixels() throws {
        let figure = try Figure.lifetimes(of: Self.lives(36_000))
        let pixels = rows("lifetimes", of: figure)
        #expect(pixels.count == 640 * 360)
        // Row 0 holds the first hundred lives: they are over after a 330th of the time, two pixels, and nothing is later.
        #expect(pixels[0][5] > 0 && pixels[639] == [639, 0, 255, 255, 255, 0])
        #expect(pixels[359 * 640] == [0, 359, 255, 255, 255, 0] && pixels[359 * 640 + 639][5] > 0)
        // A life of eleven steps among a hundred behind a pixel of two steps: the colours are a mean of users and grey.
        #expect(pixels.allSatisfy { $0.count == 6 && $0[2...5].allSatisfy { (0...255).contains($0) } })
        let together = (0..<7200).map { InstanceLife(id: "\($0)", submitted: 0, done: 100) }
        let full = rows("lifetimes", of: try Figure.lifetimes(of: together))
        #expect(full.allSatisfy { $0[5] == 255 && $0[2] == full[0][2] })
    }

    @Test func utilisationIsAShare() throws {
        let use = ClusterUse(Self.lives(10))
        let powered = StepFunction(times: [0, 100 * Self.second], values: [4, 2])
        let figure = try Figure.utilisation(use, cores: 30, hosts: 4, powered: powered, warmUp: 20 * Self.second)
        let cores = rows("cores", of: figure)
        #expect(cores[0] == [0, 0] && cores[1][0] == 1 && abs(cores[1][1] - 1.0 / 30) < 1e-5)
        #expect(cores.last! == [200, 0])
        #expect(rows("powered", of: figure) == [[0, 1], [0, 1], [100, 0.5], [200, 0.5]])
        #expect(rows("hosts", of: figure).map { $0[1] }.max() == 1)
        #expect(figure.body.contains("rectangle from 0, graph 0 to 20,"))
        #expect(throws: PlotError.self) { try Figure.utilisation(use, cores: 0) }
    }

    /// Thousands of changes become an area and a line, in which the highest moment is still there.
    @Test func longSpansKeepTheirPeaks() throws {
        var lives = Self.lives(3000)
        lives.append(InstanceLife(id: "peak", cores: 500, submitted: 15_000 * Self.second, done: 15_001 * Self.second))
        let figure = try Figure.utilisation(ClusterUse(lives), cores: 1000)
        let pixels = rows("cores", of: figure)
        #expect(pixels.count == 860 && figure.body.contains("with filledcurves"))
        #expect(pixels.count { $0[3] > 0.5 } == 1 && pixels.allSatisfy { $0[1] <= $0[2] && $0[2] <= $0[3] })
    }

    @Test func bothBecomePictures() async throws {
        for figure in [try Figure.lifetimes(of: Self.lives(10)), try Figure.lifetimes(of: Self.lives(6000))] {
            let picture = try await Gnuplot().svg(figure)
            #expect(picture.contains("<svg") && picture.contains("user1"))
            #expect(picture.contains("data:image/png") == (figure.body.contains("rgbalpha")))
        }
        let use = try Figure.utilisation(ClusterUse(Self.lives(3000)), cores: 40)
        #expect(try await Gnuplot().render(use, as: .png).count > 1000)
    }
}

/// Examples of classes, and reliability.
@Suite struct ClassFigureTests {
    @Test func examplesStandInColumns() async throws {
        let examples = [
            WindowExample(group: "spike", title: "f1, 0.98", values: [0, 0, 9, 0], before: [0, 1, .nan]),
            WindowExample(group: "ramp", title: "f2, 0.71", values: [1, 2, 3, 4]),
            WindowExample(group: "spike", title: "f3, 0.93", values: [0, 5, 0, 0]),
            WindowExample(group: "idle", title: "unknown", values: [.nan, .nan]),
        ]
        let figure = try Figure.windowExamples(examples, step: "1 min")
        #expect(
            figure.body.contains("$b0_0 << EOD\n-3 0\n-2 1\n-1 NaN\n0 0\nEOD")
                && figure.body.contains("$w0_1 << EOD\n0 0\n1 5\n2 0\n3 0\nEOD"))
        #expect(figure.body.contains("$w1_0") && !figure.body.contains("$w2_0") && figure.summary.hasSuffix("spike, ramp."))
        #expect(try await Gnuplot().svg(figure).contains("f3, 0.93"))
        #expect(throws: PlotError.self) { try Figure.windowExamples([examples[3]], step: "1 min") }
    }

    @Test func reliabilityLeavesEmptyBinsOut() async throws {
        let curve = ReliabilityCurve(model: "trees", bins: [(0.1, 0.2, 400), (0.5, .nan, 0), (0.9, 0.8, 100)])
        #expect(curve.bins.count == 2)
        let figure = try Figure.reliability([curve])
        #expect(figure.body.contains("$r0 << EOD\n0.1 0.2 2\n0.9 0.8 1.2\nEOD"))
        #expect(try await Gnuplot().svg(figure).contains("trees"))
        #expect(throws: PlotError.self) { try Figure.reliability([ReliabilityCurve(model: "none", bins: [])]) }
    }
}

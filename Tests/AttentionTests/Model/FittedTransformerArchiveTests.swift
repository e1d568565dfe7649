import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import Testing
import Traces

/// A model as data: what comes back is the model, bit for bit; what was damaged is refused with a sentence.
@Suite struct FittedTransformerArchiveTests {
    /// A model with all that an archive can hold: covariates of each kind, two seasons, a logarithm, paths.
    private static let sample: (model: FittedTransformer, histories: [History]) = {
        var random = RandomStream(seed: 1, purpose: "archive")
        let axis = TimeAxis.clock(startSeconds: 1_711_584_000, stepSeconds: 3600)
        let all = (0..<3).map { index in
            let column = (0..<260).map { _ in Float(random.normal()) }
            return Series(
                id: "s\(index)", axis: axis, values: (0..<240).map { _ in Float(random.int(below: 30)) },
                pastCovariates: [Array(column.prefix(240))], futureCovariates: [column], staticCovariates: [Float(index)])
        }
        let set = try! SeriesSet(
            all, quantity: .count("requests"), pastCovariates: ["p"], futureCovariates: ["f"], staticCovariates: ["s"])
        let training = TrainingSet(set, seasons: [24, 168])
        let model = try! Demand.transformer(
            shape: .small(patch: 6, stride: 5, positions: .rotary, layers: 2), dropout: 0.1, depthDropout: 0.25, levels: .standard,
            transform: .log1p, steps: 20
        ).fit(on: training, options: FitOptions(seed: 1))
        return (model, training.histories)
    }()

    private func restore(_ archive: ModelArchive) throws(ForecastError) -> FittedTransformer {
        try FittedTransformer(archive: archive, compute: .best)
    }

    /// Restores an archive for its error only: a failed expectation would print the whole model.
    private func tryRestoring(_ archive: ModelArchive) throws(ForecastError) { _ = try restore(archive) }

    @Test func restoredModelsAreTheSame() throws {
        let (model, histories) = Self.sample
        let archive = try model.archive()
        #expect(archive.metadata["kind"] == FittedTransformer.archiveKind)
        let restored = try restore(archive)
        #expect(restored.configuration == model.configuration && restored.model.assembler.schema == model.model.assembler.schema)
        #expect(restored.curve == model.curve && restored.levels == model.levels && restored.maximumHorizon == 6)
        #expect(restored.residualPaths != nil && restored.residualPaths == model.residualPaths)
        #expect(restored.parameters.map(\.bitPattern) == model.parameters.map(\.bitPattern))
        let one = try model.forecast(from: histories, horizon: 6), two = try restored.forecast(from: histories, horizon: 6)
        #expect(bits(one) == bits(two) && one == two)
        for history in histories {
            #expect(try model.ceiling(from: history, over: 4) == restored.ceiling(from: history, over: 4))
        }
        #expect(try restored.archive() == archive)
    }

    @Test func missingOrMisshapenPartsAreNamed() throws {
        let archive = try Self.sample.model.archive()
        for key in ["configuration", "schema", "curve"] {
            var broken = archive
            broken.metadata[key] = nil
            #expect(throws: ForecastError.invalidArchive("metadata \(key) is missing")) { try tryRestoring(broken) }
        }
        for (name, tensor) in archive.tensors where name.hasPrefix("model.") {
            var broken = archive
            broken.tensors[name] = nil
            #expect(throws: ForecastError.invalidArchive("tensor \(name) is missing")) { try tryRestoring(broken) }
            broken.tensors[name] = ModelArchive.Tensor(tensor.floats!, shape: [1] + tensor.shape)
            #expect(throws: ForecastError.self) { try tryRestoring(broken) }
            for value in [Float.nan, .infinity] {
                var floats = tensor.floats!
                floats[floats.count / 2] = value
                broken.tensors[name] = ModelArchive.Tensor(floats, shape: tensor.shape)
                #expect(throws: ForecastError.invalidArchive("a parameter is not finite")) { try tryRestoring(broken) }
            }
        }
        var without = archive
        without.tensors["residual_paths.ranks"] = nil
        #expect(try restore(without).residualPaths == nil)
    }

    /// Sizes that contradict the tensors, or each other, or all memory there is; choices that do not exist.
    @Test(arguments: [
        ("configuration", "\"width\":16", "\"width\":1000000000"), ("configuration", "\"width\":16", "\"width\":1024"),
        ("configuration", "\"width\":16", "\"width\":-16"), ("configuration", "\"width\":16", "\"width\":0"),
        ("configuration", "\"width\":16", "\"width\":17"), ("configuration", "\"width\":16", "\"width\":9223372036854775807"),
        ("configuration", "\"heads\":2", "\"heads\":0"), ("configuration", "\"heads\":2", "\"heads\":-2"),
        ("configuration", "\"heads\":2", "\"heads\":3"), ("configuration", "\"heads\":2", "\"heads\":16"),
        ("configuration", "\"heads\":2", "\"heads\":9223372036854775807"),
        ("configuration", "\"layers\":2", "\"layers\":1000000000"), ("configuration", "\"layers\":2", "\"layers\":3"),
        ("configuration", "\"layers\":2", "\"layers\":0"), ("configuration", "\"layers\":2", "\"layers\":-2"),
        ("configuration", "\"inner\":16", "\"inner\":1000000000"), ("configuration", "\"inner\":16", "\"inner\":32"),
        ("configuration", "\"inner\":16", "\"inner\":0"), ("configuration", "\"inner\":16", "\"inner\":9223372036854775807"),
        ("configuration", "\"patch\":4", "\"patch\":8"), ("configuration", "\"patch\":4", "\"patch\":0"),
        ("configuration", "\"patch\":4", "\"patch\":-4"), ("configuration", "\"patch\":4", "\"patch\":9223372036854775807"),
        ("configuration", "\"patch\":4,", ""),
        ("configuration", "\"horizon\":6", "\"horizon\":1000000"), ("configuration", "\"horizon\":6", "\"horizon\":-1"),
        ("configuration", "0.99]", "0.99,0.995]"), ("configuration", "[0.01,", "[0.05,"), ("configuration", "[0.01,", "[-1,"),
        ("configuration", "\"dropout\":0.1", "\"dropout\":1"), ("configuration", "\"depthDropout\":0.25", "\"depthDropout\":-1"),
        ("configuration", "\"depthDropout\":0.25", "\"depthDropout\":1"), ("configuration", "\"log1p\"", "\"sqrt\""),
        ("configuration", "\"pre\"", "\"post\""), ("configuration", "\"pre\"", "\"beside\""),
        ("configuration", "\"gelu\"", "\"swish\""), ("configuration", "\"rotary\"", "\"learned\""),
        ("configuration", "\"rotary\"", "\"guessed\""), ("configuration", "\"flatten\"", "\"mean\""),
        ("configuration", "\"flatten\"", "\"most\""), ("configuration", "\"context\":24", "\"context\":25"),
        ("schema", "\"horizon\":6", "\"horizon\":1000000"), ("schema", "\"context\":24", "\"context\":1000000000"),
        ("schema", "\"context\":24", "\"context\":0"), ("schema", "\"context\":24", "\"context\":-24"),
        ("schema", "[24,168]", "[24,168,336]"), ("schema", "[24,168]", "[24]"), ("schema", "\"features\":true", "\"features\":false"),
        ("schema", "\"f\"", "\"f\",\"g\""), ("schema", "\"past\":[\"p\"]", "\"past\":[]"),
    ])
    func contradictionsAreRefused(key: String, old: String, new: String) throws {
        var archive = try Self.sample.model.archive()
        let text = try #require(archive.metadata[key])
        #expect(text.contains(old), "\(text) has no \(old)")
        archive.metadata[key] = text.replacing(old, with: new)
        do throws(ForecastError) {
            _ = try restore(archive)
            Issue.record("\(new) was accepted")
        } catch {
            guard case .invalidArchive = error else {
                Issue.record(error)
                return
            }
        }
    }

    /// The largest context that a schema may have, with as many patches as a configuration allows and the widest network.
    @Test func largestSizesAreRefusedForTheirTensors() throws {
        var archive = try Self.sample.model.archive()
        let changes = [
            "\"width\":16": "\"width\":1024", "\"heads\":2": "\"heads\":1", "\"inner\":16": "\"inner\":8192",
            "\"layers\":2": "\"layers\":32",
            "\"patch\":4": "\"patch\":8", "\"context\":24": "\"context\":65536",
        ]
        for key in ["configuration", "schema"] {
            for (old, new) in changes { archive.metadata[key] = archive.metadata[key]?.replacing(old, with: new) }
        }
        #expect(throws: ForecastError.self) { try tryRestoring(archive) }
    }

    /// Every number of the metadata replaced by every kind of nonsense: an error of the right kind, or a model that still forecasts.
    @Test func anyNumberMayBeNonsense() throws {
        let archive = try Self.sample.model.archive()
        for key in ["configuration", "schema", "curve"] {
            let text = try #require(archive.metadata[key])
            for range in numberLiterals(in: text) {
                for nonsense in ["-1", "0", "1000000000", "1e300", "1e-300", "\"x\"", "null", "0.5", "9223372036854775807", "[]"] {
                    var broken = archive
                    broken.metadata[key] = text[..<range.lowerBound] + nonsense + text[range.upperBound...]
                    do throws(ForecastError) {
                        let model = try restore(broken)
                        let forecasts = try model.forecast(from: Self.sample.histories, horizon: 1)
                        #expect(forecasts.allSatisfy { one in !one.values.contains { $0.isNaN } })
                    } catch {
                        switch error {
                        case .invalidArchive, .stepMismatch: break
                        default: Issue.record("\(key): \(nonsense) gave \(error)")
                        }
                    }
                }
            }
        }
    }
}

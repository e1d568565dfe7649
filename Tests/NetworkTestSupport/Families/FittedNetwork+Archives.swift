import Forecasting
import Tensors
import Testing
import Traces

/// A model as data: what comes back is the model, bit for bit; what was damaged is refused with a sentence.
extension FittedNetwork {
    private static func restore(_ archive: ModelArchive) throws(ForecastError) -> Self { try Self(archive: archive, compute: .best) }

    /// Restores an archive for its error only: a failed expectation would print the whole model.
    private static func tryRestoring(_ archive: ModelArchive) throws(ForecastError) { _ = try restore(archive) }

    /// What is restored forecasts, and is archived again, bit for bit.
    public func expectRestoredModelIsTheSame(_ histories: [History]) throws {
        let archive = try archive()
        #expect(archive.metadata["kind"] == Self.archiveKind)
        let restored = try Self.restore(archive)
        #expect(restored.configuration == configuration && restored.schema == schema)
        #expect(restored.curve == curve && restored.levels == levels && restored.maximumHorizon == 6)
        #expect(restored.residualPaths != nil && restored.residualPaths == residualPaths)
        #expect(restored.parameters.map(\.bitPattern) == parameters.map(\.bitPattern))
        let one = try forecast(from: histories, horizon: 6), two = try restored.forecast(from: histories, horizon: 6)
        #expect(bits(one) == bits(two) && one == two)
        for history in histories {
            #expect(try ceiling(from: history, over: 4) == restored.ceiling(from: history, over: 4))
        }
        #expect(try restored.archive() == archive)
    }

    /// Zone and holidays of ``Demand/everything`` are part of the model: features by the local clock, without a zone database.
    public func expectCalendarIsRestored() throws {
        let schema = try Self.restore(archive()).schema
        #expect(schema.calendar.timeZone.name == "+05:30" && schema.calendar.holidays.dates.count == 1)
        let encoder = CalendarEncoder(calendar: schema.calendar, axis: schema.axis)
        var (zone, none) = ([Float](repeating: 0, count: encoder.channels), [Float](repeating: 0, count: encoder.channels))
        #expect(encoder.channels == 7)
        // Friday 2024-03-29, 00:00 by the clock of the zone, and half an hour before.
        encoder.write((1_711_670_400 - 19_800) * 1_000_000_000, to: &zone)
        encoder.write((1_711_670_400 - 19_800 - 1800) * 1_000_000_000, to: &none)
        #expect(zone[6] == 1 && none[6] == 0 && zone[0] == 0 && zone[1] == 1)
    }

    /// What is missing, of another shape or not finite has a name in the error; only residual paths may be missing.
    public func expectMissingOrMisshapenPartsAreNamed(_ history: History) throws {
        let archive = try archive()
        for key in ["configuration", "schema", "curve"] {
            var broken = archive
            broken.metadata[key] = nil
            #expect(throws: ForecastError.invalidArchive("metadata \(key) is missing")) { try Self.tryRestoring(broken) }
        }
        for (name, tensor) in archive.tensors where name.hasPrefix("model.") {
            var broken = archive
            broken.tensors[name] = nil
            #expect(throws: ForecastError.invalidArchive("tensor \(name) is missing")) { try Self.tryRestoring(broken) }
            broken.tensors[name] = ModelArchive.Tensor(tensor.floats!, shape: [1] + tensor.shape)
            #expect(throws: ForecastError.self) { try Self.tryRestoring(broken) }
            for value in [Float.nan, .infinity] {
                var floats = tensor.floats!
                floats[floats.count / 2] = value
                broken.tensors[name] = ModelArchive.Tensor(floats, shape: tensor.shape)
                #expect(throws: ForecastError.invalidArchive("a parameter is not finite")) { try Self.tryRestoring(broken) }
            }
        }
        var without = archive
        without.tensors["residual_paths.ranks"] = nil
        let model = try Self.restore(without)
        #expect(model.residualPaths == nil)
        #expect(throws: ForecastError.noResidualPaths(model: name)) { try model.ceiling(from: history, over: 2) }
    }

    /// Metadata of which a part was replaced is refused as an invalid archive.
    public func expectRefusal(ofMetadata key: String, replacing old: String, with new: String) throws {
        var archive = try archive()
        let text = try #require(archive.metadata[key])
        #expect(text.contains(old), "\(text) has no \(old)")
        archive.metadata[key] = text.replacing(old, with: new)
        do throws(ForecastError) {
            try Self.tryRestoring(archive)
            Issue.record("\(new) was accepted")
        } catch {
            guard case .invalidArchive = error else {
                Issue.record(error)
                return
            }
        }
    }

    /// Every number of the metadata replaced by every kind of nonsense: an error of the right kind, or a model that still forecasts.
    public func expectAnyNumberMayBeNonsense(_ histories: [History]) throws {
        let archive = try archive()
        for key in ["configuration", "schema", "curve"] {
            let text = try #require(archive.metadata[key])
            for range in numberLiterals(in: text) {
                for nonsense in ["-1", "0", "1000000000", "1e300", "1e-300", "\"x\"", "null", "0.5", "9223372036854775807", "[]"] {
                    var broken = archive
                    broken.metadata[key] = text[..<range.lowerBound] + nonsense + text[range.upperBound...]
                    do throws(ForecastError) {
                        let forecasts = try Self.restore(broken).forecast(from: histories, horizon: 1)
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

extension Demand {
    /// Everything that an archive can hold of a training set: counts with covariates of each kind, two seasons, a zone, a holiday.
    public static let everything: TrainingSet = {
        var random = RandomStream(seed: 1, purpose: "archive")
        let axis = TimeAxis.clock(startSeconds: 1_711_584_000, stepSeconds: 3600)
        let all = (0..<3).map { index in
            let column = (0..<260).map { _ in Float(random.normal()) }
            return Series(
                id: "s\(index)", axis: axis, values: (0..<240).map { _ in Float(random.int(below: 30)) },
                pastCovariates: [Array(column.prefix(240))], futureCovariates: [column], staticCovariates: [Float(index)])
        }
        let rules = TimeZoneRules(name: "+05:30", offset: 19_800)
        let calendar = DemandCalendar(timeZone: rules, holidays: HolidayTable([CalendarDate(iso: "2024-03-29")!]))
        let set = try! SeriesSet(
            all, quantity: .count("requests"), calendar: calendar, pastCovariates: ["p"], futureCovariates: ["f"], staticCovariates: ["s"])
        return TrainingSet(set, seasons: [24, 168])
    }()

    /// Metadata of a model for ``everything``, of horizon 6 with a context of 24 and a logarithm, changed so that it contradicts its tensors, or
    /// itself, or all memory there is: what is replaced, by what.
    public static let contradictions = [
        ("configuration", "\"horizon\":6", "\"horizon\":1000000"), ("configuration", "\"horizon\":6", "\"horizon\":-1"),
        ("configuration", "0.99]", "0.99,0.995]"), ("configuration", "[0.01,", "[0.05,"), ("configuration", "[0.01,", "[-1,"),
        ("configuration", "\"dropout\":0.1", "\"dropout\":1"), ("configuration", "\"log1p\"", "\"sqrt\""),
        ("configuration", "\"context\":24", "\"context\":25"),
        ("schema", "\"horizon\":6", "\"horizon\":1000000"), ("schema", "\"context\":24", "\"context\":1000000000"),
        ("schema", "\"context\":24", "\"context\":0"), ("schema", "\"context\":24", "\"context\":-24"),
        ("schema", "\"context\":24", "\"context\":1000000"),
        ("schema", "[24,168]", "[24,168,336]"), ("schema", "[24,168]", "[0,168]"), ("schema", "[24,168]", "[-24,168]"),
        ("schema", "[24,168]", "[24,9223372036854775807]"), ("schema", "[24,168]", "[24]"),
        ("schema", "\"features\":true", "\"features\":false"),
        ("schema", "\"lowerBound\":0", "\"lowerBound\":null"), ("schema", "\"step\":3600000000000", "\"step\":0"),
        ("schema", "\"step\":3600000000000", "\"step\":-1"), ("schema", "\"f\"", "\"f\",\"g\""),
        ("schema", "\"past\":[\"p\"]", "\"past\":[]"),
        ("schema", "\"scale\":", "\"scale\":-"), ("schema", "2024-03-29", "2024-02-30"),
        ("schema", "\"kind\":\"clock\"", "\"kind\":\"moon\""),
        ("schema", "\"scaling\":\"robust\"", "\"scaling\":\"other\""),
    ]
}

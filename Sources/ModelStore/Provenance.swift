import Forecasting
import FoundationEssentials
import Traces

/// Where a model comes from: enough to train it again and to judge whether it suits the demand at hand.
public struct Provenance: Hashable, Sendable, Codable {
    /// The metadata key under which the record is stored, as JSON.
    public static let metadataKey = "provenance"

    /// Digest of the training data, see `SeriesSet/digest`.
    public var dataDigest: String
    /// What people call the data: a file name, a trace.
    public var dataName: String
    /// Number of series trained on.
    public var seriesCount: Int
    /// Kind and step of the time axis, and the time of the earliest value of any series.
    public var axis: TimeAxis
    /// Time of the latest value of any series, in the unit of the axis.
    public var lastTime: Int64
    /// Seed of all random streams.
    public var seed: UInt64
    /// Version of the engine that trained.
    public var engineVersion: String
    /// Backtest scores by name (`mase`, `wql`, …), lower case, as printed when the model was trained.
    public var metrics: [String: Double]

    /// Makes a record. Metrics that are not finite (undefined on this data) are left out: JSON cannot say them.
    public init(
        dataDigest: String, dataName: String, seriesCount: Int, axis: TimeAxis, lastTime: Int64, seed: UInt64,
        engineVersion: String = HeadroomVersion.current, metrics: [String: Double]
    ) {
        self.dataDigest = dataDigest
        self.dataName = dataName
        self.seriesCount = seriesCount
        self.axis = axis
        self.lastTime = lastTime
        self.seed = seed
        self.engineVersion = engineVersion
        self.metrics = metrics.filter(\.value.isFinite)
    }
}

extension ModelArchive {
    /// The training provenance; `nil` when the archive has none.
    /// - Throws: ``ModelFileError/invalidProvenance(reason:)`` when it is not what ``setProvenance(_:)`` wrote.
    public func provenance() throws(ModelFileError) -> Provenance? {
        guard let text = metadata[Provenance.metadataKey] else { return nil }
        do {
            return try JSONDecoder().decode(Provenance.self, from: Data(text.utf8))
        } catch {
            throw ModelFileError.invalidProvenance(reason: "\(error)")
        }
    }

    /// Records the training provenance; equal records give equal bytes.
    public mutating func setProvenance(_ provenance: Provenance) throws(ModelFileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            metadata[Provenance.metadataKey] = String(decoding: try encoder.encode(provenance), as: UTF8.self)
        } catch {
            throw ModelFileError.invalidProvenance(reason: "\(error)")
        }
    }
}

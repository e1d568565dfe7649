import Forecasting
import ModelStore
import Testing
import Traces

@Suite struct ProvenanceTests {
    let provenance = Provenance(
        dataDigest: "abc", dataName: "azure/2019.csv", seriesCount: 354, axis: .clock(startSeconds: -60, stepSeconds: 60), lastTime: 7,
        seed: .max, engineVersion: "0.0.9", metrics: ["mase": 0.1, "wql": 1.0 / 3, "coverage": .infinity])

    @Test func isStoredAsJSONUnderOneKey() throws {
        var archive = ModelArchive()
        #expect(try archive.provenance() == nil)
        try archive.setProvenance(provenance)
        #expect(archive.metadata.keys.sorted() == ["provenance"])
        #expect(
            archive.metadata["provenance"] == #"{"axis":{"kind":"clock","start":-60000000000,"step":60000000000},"dataDigest":"abc","#
                + #""dataName":"azure/2019.csv","engineVersion":"0.0.9","lastTime":7,"metrics":{"mase":0.1,"wql":0.3333333333333333},"#
                + #""seed":18446744073709551615,"seriesCount":354}"#)
        #expect(try archive.provenance() == provenance)
    }

    @Test func undefinedMetricsAreLeftOut() {
        #expect(provenance.metrics.keys.sorted() == ["mase", "wql"])
    }

    @Test func engineVersionIsTheOneOfThisTree() {
        let made = Provenance(
            dataDigest: "", dataName: "", seriesCount: 0, axis: .index(), lastTime: 0, seed: 0, metrics: [:])
        #expect(made.engineVersion == HeadroomVersion.current)
        #expect(HeadroomVersion.current.split(separator: ".").count == 3)
    }

    @Test(arguments: ["", "{}", "[1]", "{\"seed\":-1}"])
    func brokenRecordIsASentence(text: String) throws {
        let archive = ModelArchive(metadata: ["provenance": text])
        let error = try #require(modelFileError { _ = try archive.provenance() })
        guard case .invalidProvenance = error else {
            Issue.record(error)
            return
        }
        #expect(error.description.hasPrefix("the metadata key provenance does not hold a training provenance: "))
    }
}

@Suite struct SeriesSetDigestTests {
    private func set(
        _ values: [Float], id: String = "s", step: Int64 = 60, quantity: Quantity = .count("calls"), past: [[Float]] = []
    ) throws -> SeriesSet {
        try SeriesSet(
            [Series(id: id, axis: .clock(startSeconds: 0, stepSeconds: step), values: values, pastCovariates: past)], quantity: quantity,
            pastCovariates: past.indices.map { "c\($0)" })
    }

    /// Recomputed with Python: hashlib.sha256(b"count\0calls\0s\0clock 0 60000000000\0" + b"2\0" + struct.pack("<2f", 1, 2) + b"0\0").
    @Test func equalsAnIndependentComputation() throws {
        #expect(try set([1, 2]).digest == "4d7b243277f6ca9dab8a68937383dcce4b205f69fd210fe7c05d1014ee9488cb")
    }

    @Test func everyMissingValueIsTheSame() throws {
        let other = Float(nan: 5, signaling: false)
        #expect(try set([1, .nan]).digest == set([1, other]).digest)
        #expect(try set([1, .nan]).digest == set([1, -Float.nan]).digest)
    }

    @Test func whateverAModelCanLearnFromCounts() throws {
        let digests = try [
            set([1, 2]), set([2, 1]), set([1, 2, 3]), set([1, 2], id: "t"), set([1, 2], step: 30), set([1, 2], quantity: .rate("calls")),
            set([1, 2], quantity: .count("requests")), set([1, 2], past: [[1, 2]]), set([1, -0.0]), set([1, 0]), set([1, .nan]),
        ].map(\.digest)
        #expect(Set(digests).count == digests.count)
    }
}

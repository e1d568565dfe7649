import Forecasting
import Testing

@Suite struct ModelArchiveTests {
    struct Sample: Codable, Equatable {
        var name: String, rate: Float, list: [Double], nested: [String: Int], missing: Int?
    }

    @Test func jsonRoundTripIsExact() throws {
        var archive = ModelArchive()
        let sample = Sample(
            name: "a \"b\" / é", rate: 0.1, list: [0.1, 1e-300, 1.7976931348623157e308, -0.0], nested: ["z": 1, "a": 2], missing: nil)
        try archive.store(sample, under: "sample")
        let found: Sample = try archive.value(under: "sample")
        #expect(found == sample)
        #expect(archive.metadata["sample"]?.contains("\"nested\":{\"a\":2,\"z\":1}") == true)
    }

    @Test func everyFloatSurvivesJSON() throws {
        var random = numbers(3)
        let values = (0..<2000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }.filter(\.isFinite)
        var archive = ModelArchive()
        try archive.store(values + [.leastNonzeroMagnitude, .greatestFiniteMagnitude, .leastNormalMagnitude], under: "values")
        let found: [Float] = try archive.value(under: "values")
        #expect(found == values + [.leastNonzeroMagnitude, .greatestFiniteMagnitude, .leastNormalMagnitude])
    }

    @Test(arguments: [
        ("{}", "name is missing"), ("[]", "expects"), ("{\"name\":3}", "name"), ("", "expects"), ("{\"name\":", "expects"),
    ])
    func brokenJSONIsRefused(text: String, fragment: String) {
        let archive = ModelArchive(metadata: ["sample": text])
        #expect {
            let _: Sample = try archive.value(under: "sample")
        } throws: { error in
            guard case ForecastError.invalidArchive(let reason)? = error as? ForecastError else { return false }
            return reason.contains("metadata sample") && reason.contains(fragment)
        }
    }

    @Test func missingMetadataIsNamed() {
        #expect(throws: ForecastError.invalidArchive("metadata schema is missing")) {
            let _: Sample = try ModelArchive().value(under: "schema")
        }
    }

    @Test func valuesThatJSONCannotHoldAreRefused() {
        var archive = ModelArchive()
        #expect(throws: ForecastError.self) { try archive.store([Float.nan], under: "x") }
        #expect(archive.metadata["x"] == nil)
    }

    @Test func tensorsKeepBits() throws {
        let values: [Float] = [.nan, -0.0, 1.5, .infinity, .leastNonzeroMagnitude, -3]
        let tensor = ModelArchive.Tensor(values, shape: [2, 3])
        #expect(tensor.floats?.map(\.bitPattern) == values.map(\.bitPattern))
        #expect(tensor.integers == nil)
        let whole = ModelArchive.Tensor([Int64.min, -1, .max], shape: [3])
        #expect(whole.integers == [.min, -1, .max] && whole.floats == nil)
        #expect(ModelArchive.Tensor([Float](), shape: [0, 4]).floats == [])
    }

    @Test func tensorsOfAnotherShapeOrTypeAreRefused() throws {
        let archive = ModelArchive(tensors: [
            "w": ModelArchive.Tensor([Float(1), 2], shape: [2]), "n": ModelArchive.Tensor([Int64(1), 2], shape: [2]),
        ])
        #expect(try archive.floats("w", shape: [2]) == [1, 2])
        #expect(throws: ForecastError.invalidArchive("tensor b is missing")) { try archive.floats("b", shape: [2]) }
        #expect(throws: ForecastError.invalidArchive("tensor w should be F32 [1, 2], found F32 [2]")) {
            try archive.floats("w", shape: [1, 2])
        }
        #expect(throws: ForecastError.invalidArchive("tensor n should be F32 [2], found I64 [2]")) { try archive.floats("n", shape: [2]) }
    }

    @Test func layoutsSplitAndJoinParameters() throws {
        var layout = ParameterLayout()
        #expect(layout.add("a", [2, 3]) == 0)
        #expect(layout.add("b", []) == 6)
        #expect(layout.add("c", [0, 4]) == 7)
        #expect(layout.add("d", [2]) == 7)
        #expect(layout.count == 9)
        let flat = (0..<9).map(Float.init)
        var archive = ModelArchive(tensors: layout.tensors(of: flat, prefix: "model."))
        #expect(try layout.parameters(in: archive, prefix: "model.") == flat)
        archive.tensors["model.d"] = nil
        #expect(throws: ForecastError.invalidArchive("tensor model.d is missing")) { try layout.parameters(in: archive, prefix: "model.") }
    }

    /// A layout is described by the file; memory is taken only for what is there.
    @Test func monstrousLayoutsTakeNoMemory() {
        var layout = ParameterLayout()
        _ = layout.add("small", [1])
        _ = layout.add("huge", [1 << 40])
        let archive = ModelArchive(tensors: ["small": ModelArchive.Tensor([Float(1)], shape: [1])])
        #expect(throws: ForecastError.invalidArchive("tensor huge is missing")) { try layout.parameters(in: archive, prefix: "") }
    }
}

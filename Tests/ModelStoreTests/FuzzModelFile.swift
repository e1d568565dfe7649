import Forecasting
import ModelStore
import Tensors
import Traces

/// What must hold for any bytes that claim to be a model file: they are refused with a sentence, or they are consistent, and a model that
/// can be restored from them can be asked for a forecast.
///
/// The ordinary tests call this with damaged files, the fuzz target `model` (`Tests/Fuzz`) with whatever libFuzzer comes up with.
func fuzzModelFile(_ bytes: [UInt8]) {
    do {
        let archive = try ModelStore.decode(bytes)
        precondition(try! ModelStore.decode(ModelStore.encode(archive)) == archive, "a model file changes when it is written again")
    } catch {
        checkSentence(error.description)
    }
    // What lies behind the digest: anybody can compute one.
    guard var archive = try? SafeTensors.decode(bytes) else { return }
    precondition(try! SafeTensors.decode(SafeTensors.encode(archive)) == archive, "an archive changes when it is written again")
    _ = try? archive.provenance()
    // Layout and names stay, the model is fuzzed as if its digest were right.
    for key in [ModelStore.Key.format, ModelStore.Key.schemaVersion, ModelStore.Key.digest] { archive.metadata[key] = nil }
    do {
        let model = try ModelStore.restore(archive, compute: Compute(threads: 1))
        let values = (0..<60).map { Float($0 % 12) }
        let history = History(Series(id: "fuzz", axis: .clock(startSeconds: 0, stepSeconds: 3600), values: values))
        let forecast = try model.forecast(from: history, horizon: min(model.maximumHorizon ?? 3, 3))
        precondition(forecast.values.count == forecast.horizon * forecast.levels.count, "a forecast of the wrong size")
    } catch let error as ModelFileError {
        checkSentence(error.description)
    } catch let error as ForecastError {
        checkSentence(error.description)
    } catch {
        preconditionFailure("an error of an unexpected type: \(error)")
    }
}

private func checkSentence(_ text: String) {
    precondition(!text.isEmpty && text.utf8.count < 2000 && !text.contains(where: \.isNewline), "not one sentence: \(text.prefix(2000))")
}

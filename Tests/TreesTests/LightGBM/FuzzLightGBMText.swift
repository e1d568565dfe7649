import Trees

/// What must hold for any bytes that claim to be a LightGBM model: they are refused with a sentence, or they are a forest that can be asked,
/// explained and written, and comes back equal.
///
/// The ordinary tests call this with damaged models, the fuzz target `lightgbm` (`Tests/Fuzz`) with whatever libFuzzer comes up with.
func fuzzLightGBMText(_ bytes: UnsafeRawBufferPointer) {
    do throws(LightGBMTextError) {
        let forest = try LightGBMText.decode(bytes)
        let back = try LightGBMText.decode(LightGBMText.encode(forest))
        precondition(back == forest, "a model changes when it is written again")
        for value in [Double.nan, 0, -0.5, 1e300, -Double.infinity] {
            let out = forest.predict(row: [Double](repeating: value, count: forest.featureCount))
            precondition(out.count == forest.outputs)
        }
        do throws(ExplanationError) {
            var explainer = try TreeSHAP(forest)
            _ = explainer.contributions(of: [Double](repeating: 1, count: forest.featureCount))
        } catch {
            checkSentence(error.description)
        }
    } catch {
        checkSentence(error.description)
    }
}

private func checkSentence(_ text: String) {
    precondition(!text.isEmpty && text.utf8.count < 2000 && !text.contains(where: \.isNewline), "not one sentence: \(text.prefix(2000))")
}

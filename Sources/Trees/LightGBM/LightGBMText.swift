/// LightGBM's text model format, versions v2 to v4.
///
/// Text in, ``Forest`` out, and back. Everything that the text claims is checked against what it holds before anything is allocated by it; a
/// text that is not sound in every part is refused as a whole.
///
/// What a forest keeps of a text is all that predictions, contributions and importances need, and the ranges of the features. It does not
/// keep training parameters, monotone constraints (which the trees obey anyway) and LightGBM's rounded importances, which are computed again.
public enum LightGBMText {
    /// Longest text that is looked at, so that nodes, leaves and category words can be counted in 32 bits.
    public static let maximumBytes = Int(Int32.max)

    /// Reads a model.
    /// - Parameters:
    ///   - bytes: the whole text.
    /// - Throws: ``LightGBMTextError``.
    public static func decode(_ bytes: [UInt8]) throws(LightGBMTextError) -> Forest {
        try bytes.withUnsafeBytes { bytes in Result { () throws(LightGBMTextError) in try decode(bytes) } }.get()
    }

    /// Reads a model.
    /// - Parameters:
    ///   - bytes: the whole text.
    /// - Throws: ``LightGBMTextError``.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(LightGBMTextError) -> Forest {
        guard bytes.count <= maximumBytes else { throw LightGBMTextError(.tooLarge(bytes: bytes.count)) }
        var lines = TextLines(bytes)
        let header = try LightGBMHeader(&lines)
        let blocks = try TreeBlocks(&lines, sizes: header.treeSizes)
        let parameters = try LightGBMParameters(&lines)
        let outputs = header.outputs
        guard !blocks.starts.isEmpty, blocks.starts.count % outputs == 0 else {
            throw LightGBMTextError(.incompleteIteration(trees: blocks.starts.count, outputs: outputs))
        }
        // An objective that makes no sense is told before the work of reading trees.
        let objective = try header.objective(parameters)
        var trees: [Tree] = []
        trees.reserveCapacity(blocks.starts.count)
        for (index, start) in blocks.starts.enumerated() {
            do throws(LightGBMTextError) {
                var block = TextLines(bytes, from: start)
                trees.append(try LightGBMTree(&block).tree(featureCount: header.featureNames.count))
            } catch {
                // Blocks are found by their sizes, so lines before them are only counted when a message needs it.
                let before = bytes[..<start].count { $0 == 10 }
                throw LightGBMTextError(line: error.line.map { before + $0 }, tree: index, error.fault)
            }
        }
        return Forest(
            trees: trees, outputs: outputs, featureNames: header.featureNames, objective: objective, averages: header.averages,
            featureRanges: header.featureRanges)
    }
}

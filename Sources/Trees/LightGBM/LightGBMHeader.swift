/// What stands before the first tree of a model.
struct LightGBMHeader {
    /// Outputs of the forest, and trees of an iteration.
    let outputs: Int
    let featureNames: [String]
    let featureRanges: [FeatureRange]
    let averages: Bool
    /// Bytes of the trees' blocks, as far as the text tells.
    let treeSizes: [Int]?

    private let objectiveField: TextField?

    /// Reads up to the line before the first tree.
    init(_ lines: inout TextLines) throws(LightGBMTextError) {
        guard let first = lines.next() else { throw LightGBMTextError(.truncated(expected: "the line \"tree\"")) }
        guard first.equals("tree") else { throw LightGBMTextError(line: 1, .notAModel(found: TextNumber.text(first.bytes))) }
        var fields: [String: TextField] = [:]
        var averages = false
        while true {
            let before = lines
            guard let line = lines.next() else { throw LightGBMTextError(.truncated(expected: "\"Tree=0\"")) }
            if line.starts(with: "Tree=") || TreeBlocks.end(line) {
                lines = before
                break
            }
            if line.equals("average_output") { averages = true }
            guard let field = TextField(line) else { continue }
            guard fields.updateValue(field, forKey: field.key) == nil else { throw field.error(.duplicateKey(field.key)) }
        }

        let version = try Self.field("version", fields)
        guard ["v2", "v3", "v4"].contains(version.text) else { throw version.error(.unknownVersion(version.text)) }
        outputs = try Self.field("num_class", fields).integer(in: 1...LightGBMText.maximumBytes)
        if let field = fields["num_tree_per_iteration"] {
            let found = try field.integer(in: 1...LightGBMText.maximumBytes)
            guard found == outputs else {
                throw field.error(.outOfRange(key: field.key, index: 0, found: "\(found)", expected: "\(outputs) as num_class"))
            }
        }
        let features = try Self.field("max_feature_idx", fields).integer(in: 0...LightGBMText.maximumBytes - 1) + 1
        let names = try Self.field("feature_names", fields)
        featureNames = try names.words(features) { (_, word) throws(LightGBMTextError) in
            guard let name = String(validating: word, as: UTF8.self) else { throw names.error(.invalidUTF8(key: names.key)) }
            guard LightGBMText.isWritable(name) else { throw names.error(.unwritableName(name)) }
            return name
        }
        let ranges = try Self.field("feature_infos", fields)
        featureRanges = try ranges.words(features) { (index, word) throws(LightGBMTextError) in
            guard let range = FeatureRange(text: word) else {
                throw ranges.error(.notANumber(key: ranges.key, index: index, found: TextNumber.text(word)))
            }
            return range
        }
        var sizes: [Int]?
        if let field = fields["tree_sizes"] {
            sizes = []
            try field.forEachWord { (index, word) throws(LightGBMTextError) in
                sizes!.append(try field.integer(word, index, in: 0...LightGBMText.maximumBytes))
            }
        }
        treeSizes = sizes
        self.averages = averages
        objectiveField = fields["objective"]
    }

    private static func field(_ key: String, _ fields: [String: TextField]) throws(LightGBMTextError) -> TextField {
        guard let field = fields[key] else { throw LightGBMTextError(.missingKey(key)) }
        return field
    }

    /// The objective; a few of its parameters stand behind the trees.
    func objective(_ parameters: LightGBMParameters) throws(LightGBMTextError) -> ForestObjective {
        let line = objectiveField?.line
        do throws(LightGBMTextFault) {
            if let levels = parameters.quantileLevels {
                return try ForestObjective(quantileLevels: levels, outputs: outputs)
            }
            guard let text = objectiveField?.text else { return .identity(name: ForestObjective.customName) }
            return try ForestObjective(lightGBM: text, parameters: parameters, outputs: outputs)
        } catch {
            throw LightGBMTextError(line: line, error)
        }
    }
}

extension LightGBMTextFault: Error {}

public import Tensors

/// Rules, label model and classifier on the same windows, whose truth is known.
public struct ArchetypeStudy: Sendable {
    /// One way to tell classes.
    public struct Row: Sendable {
        /// What tells them.
        public let name: String
        /// Whether what came before a window is looked at.
        public let usesContext: Bool
        /// How well.
        public let scores: ArchetypeScores
    }

    /// The rows: AAPA's rules, our rules, the label model that is learned from their votes on the same windows, and the classifier.
    public let rows: [Row]

    /// Scores all ways on all windows of functions of known class.
    public init(_ functions: [LabelledDemand], classifier: ArchetypeClassifier, compute: Compute = .best) {
        let compatible = CompatibleFeatures(classifier.plan, kernels: Kernels(compute.instructionSet))
        var rows: [Row] = []
        for usesContext in [true, false] {
            let parts = Self.map(functions, threads: compute.threads) { function in
                Part(function, classifier, compatible: usesContext ? nil : compatible, usesContext: usesContext)
            }
            let truths = parts.flatMap(\.truths)
            func add(_ name: String, _ windows: [WindowClass]) {
                rows.append(Row(name: name, usesContext: usesContext, scores: ArchetypeScores(windows, truths: truths)))
            }
            let told = parts.flatMap(\.told)
            func windows(_ answer: ([Int?]) -> [Double]) -> [WindowClass] {
                zip(told, parts.lazy.flatMap(\.votes)).map { window, votes in
                    window.outcome == .idle ? window : WindowClass(start: window.start, probabilities: answer(votes))
                }
            }
            if !usesContext {
                add("AAPA's rules", zip(told, parts.flatMap(\.compatible)).map { $0.outcome == .idle ? $0 : $1 })
            }
            add("rules", windows(LabellingRule.plurality))
            let votes = zip(told, parts.lazy.flatMap(\.votes)).filter { $0.0.outcome != .idle }.map(\.1)
            if !votes.isEmpty {
                let model = DawidSkene(votes, classes: Archetype.allCases.count)
                add("label model", windows(model.posterior))
            }
            add("classifier", told)
        }
        self.rows = rows
    }

    /// What is said of the windows of a function without a missing minute.
    private struct Part: Sendable {
        var told: [WindowClass]
        var votes: [[Int?]]
        var compatible: [WindowClass]
        var truths: [Archetype?]

        init(_ function: LabelledDemand, _ classifier: ArchetypeClassifier, compatible: CompatibleFeatures?, usesContext: Bool) {
            let features = classifier.features.windows(of: function.values, usesContext: usesContext)
            told = classifier.classify(features)
            let all = LabellingRule.votes(features)
            let known = (0..<features.count).filter { !features.events[$0].isNaN }
            votes = known.map { all[$0] }
            truths = known.map { features.events[$0] < classifier.minimumEvents ? nil : function.archetype }
            self.compatible = compatible.map { CompatibleRules().classify(function.values, $0) } ?? []
        }
    }

    private static func map(
        _ functions: [LabelledDemand], threads: Int, _ body: @Sendable (LabelledDemand) -> Part
    ) -> [Part] {
        [Part](unsafeUninitializedCapacity: functions.count) { buffer, count in
            nonisolated(unsafe) let out = buffer
            Parallel.forEach(functions.count, threads: threads) { index in
                (out.baseAddress! + index).initialize(to: body(functions[index]))
            }
            count = functions.count
        }
    }
}

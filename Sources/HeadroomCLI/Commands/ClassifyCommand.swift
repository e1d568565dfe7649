import ArgumentParser
import Headroom

/// `headroom classify`.
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify", abstract: "Tell what windows of demand are: spikes, cycles, ramps, noise, or idle.",
        discussion: """
            Examples:
              headroom classify --data requests.csv --window 60 --stride 10 --format ndjson
              headroom classify --data requests.csv --compat
              headroom classify train --output archetypes.safetensors
              headroom classify score --functions 10
            """, subcommands: [Windows.self, Train.self, Score.self], defaultSubcommand: Windows.self)

    /// Forms of the table.
    enum TableFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case csv, ndjson }

    /// `headroom classify windows`, which is what `headroom classify` does.
    struct Windows: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "windows", abstract: "One row per series and window: its archetype and calibrated probabilities.",
            discussion: """
                What came before a window is used as far as the file has it, up to a fortnight. Windows with fewer events than the \
                classifier was trained with are idle; of windows with a missing minute (--gaps missing) nothing is said.
                """)

        @OptionGroup(title: "Data") var data: DataOptions

        @Option(help: ArgumentHelp("Classifier; default is the one that comes with the program.", valueName: "file.safetensors"))
        var model: String?

        @Option(help: "Minutes of a window; the classifier's own unless --compat.")
        var window = WindowPlan.standard.length

        @Option(help: "Minutes from window to window.")
        var stride = WindowPlan.standard.stride

        @Flag(help: "Label by the ten rules of AAPA's published code instead.")
        var compat = false

        @Flag(inversion: .prefixedNo, help: "Use what came before a window.")
        var context = true

        @Option(help: "Form of the table: csv, ndjson.")
        var format: TableFormat = .csv

        @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
        var output: String?

        @Option(
            help: ArgumentHelp("Draw the surest windows of every class; ends in .svg or .png.", valueName: "file"),
            transform: PictureFile.init(path:))
        var examples: PictureFile?

        @OptionGroup(title: "Computation") var compute: ComputeOptions

        mutating func validate() throws {
            guard (4...1_440).contains(window), (1...1_440).contains(stride) else {
                throw ValidationError(
                    "--window lies between 4 and 1440 minutes and --stride between 1 and 1440, found \(window) and \(stride)")
            }
            if compat, model != nil { throw ValidationError("--compat labels by rules; leave --model out") }
        }

        func run() async throws {
            let set = try data.read(threads: compute.threads).set
            for series in set.series { try series.checkMinutes() }
            let plan = WindowPlan(length: window, stride: stride)
            let kernels = Kernels(compute.compute.instructionSet)
            let classes: [[WindowClass]]
            if compat {
                let features = CompatibleFeatures(plan, kernels: kernels)
                classes = set.series.map { CompatibleRules().classify($0.values, features) }
            } else {
                let classifier = try model.map { try ArchetypeClassifier.load($0, kernels: kernels) } ?? .shipped(kernels: kernels)
                classes = try classifier.with(plan).classify(set.series.map(\.values), usesContext: context, threads: compute.threads)
            }
            let short = set.series.filter { plan.count(minutes: $0.count) == 0 }.count
            if short > 0 { Standard.error("note: \(short) of \(set.series.count) series are shorter than a window of \(window) minutes") }
            try await examples?.write(try .classExamples(set.series, classes, length: window))
            let table = Array(zip(set.series, classes)).map { (series: $0, windows: $1) }
            let bytes = format == .csv ? ArchetypeTable.csv(table) : ArchetypeTable.ndjson(table)
            if let output { try OutputFile.write(bytes, to: output) } else { Standard.output(bytes) }
        }
    }

    /// `headroom classify train`.
    struct Train: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "train", abstract: "Train a classifier, on synthetic functions or on series of known class.")

        @OptionGroup(title: "Data") var data: DataOptions

        @Option(help: ArgumentHelp("Table unique_id,class of the classes of --data.", valueName: "file"))
        var truth: String?

        @Option(help: "Without --data: synthetic functions of each class.")
        var functions = 300

        @Option(help: "Without --data: days of each function.")
        var days = 14

        @Option(help: "Trees of each class.")
        var rounds = ArchetypeTrainer().rounds

        @Option(help: "Fewest events of a window that is not idle.")
        var minimumEvents = ArchetypeTrainer().minimumEvents

        @Option(help: ArgumentHelp("Model file to write.", valueName: "file.safetensors"))
        var output: String

        @OptionGroup(title: "Computation") var compute: ComputeOptions

        mutating func validate() throws {
            if data.data.isEmpty != (truth == nil) { throw ValidationError("--data and --truth come together") }
        }

        func run() throws {
            var trainer = ArchetypeTrainer()
            (trainer.rounds, trainer.minimumEvents, trainer.seed) = (rounds, minimumEvents, compute.seed)
            let source = try LabelledSource(data, truth, ranges: .training, functions: functions, days: days, seed: compute.seed, compute)
            // Series of a file are what there is, busy or quiet.
            let busy =
                truth == nil
                ? try LabelledSource(data, truth, ranges: .busyTraining, functions: functions, days: days, seed: compute.seed, compute)
                : nil
            let classifier =
                try busy.map { try trainer.fit(on: source.functions, busy: $0.functions, compute: compute.compute) }
                ?? trainer.fit(on: source.functions, compute: compute.compute)
            var archive = try classifier.archive()
            try archive.setProvenance(
                Provenance(
                    dataDigest: busy.map { "\(source.set.digest) \($0.set.digest)" } ?? source.set.digest,
                    dataName: busy.map { "\(source.name), \($0.name) from 3 events a minute on" } ?? source.name,
                    seriesCount: source.functions.count + (busy?.functions.count ?? 0),
                    axis: source.set.series[0].axis, lastTime: source.set.series[0].axis.time(at: source.set.series[0].count - 1),
                    seed: compute.seed, metrics: [:]))
            try ModelStore.save(archive, to: output)
            Standard.output(
                "wrote \(output): two forests of \(classifier.busy.forest.trees.count) trees, \(source.functions.count) functions each")
        }
    }

    /// `headroom classify score`.
    struct Score: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "score", abstract: "Rules, label model and classifier on functions of known class.",
            discussion: """
                Without --data the functions are synthetic, half of them slower and half of them faster, drawn from no range \
                that the shipped classifier was trained on. A second table has functions on which AAPA's rules do as well as was \
                measured of them. AAPA's published accuracy, the agreement of trees with the labels they \
                learned, is printed beside, on a set like the one the original was checked on.
                """)

        @OptionGroup(title: "Data") var data: DataOptions

        @Option(help: ArgumentHelp("Table unique_id,class of the classes of --data.", valueName: "file"))
        var truth: String?

        @Option(help: "Without --data: synthetic functions of each class and half.")
        var functions = 10

        @Option(help: "Without --data: days of each function.")
        var days = 14

        @Option(help: ArgumentHelp("Classifier; default is the one that comes with the program.", valueName: "file.safetensors"))
        var model: String?

        @Option(
            help: ArgumentHelp("Draw the reliability of the classifier; ends in .svg or .png.", valueName: "file"),
            transform: PictureFile.init(path:))
        var plot: PictureFile?

        @OptionGroup(title: "Computation") var compute: ComputeOptions

        mutating func validate() throws {
            if data.data.isEmpty != (truth == nil) { throw ValidationError("--data and --truth come together") }
        }

        func run() async throws {
            let kernels = Kernels(compute.compute.instructionSet)
            let classifier = try model.map { try ArchetypeClassifier.load($0, kernels: kernels) } ?? .shipped(kernels: kernels)
            // Not the streams that classifiers are trained with, whose bursts would begin at the same minutes.
            let seed = compute.seed &+ 0x5C02E
            var known = try LabelledSource(data, truth, ranges: .slowerThanTraining, functions: functions, days: days, seed: seed, compute)
                .functions
            if truth == nil {
                known += try LabelledSource(data, truth, ranges: .fasterThanTraining, functions: functions, days: days, seed: seed, compute)
                    .functions
            }
            let study = ArchetypeStudy(known, classifier: classifier, compute: compute.compute)
            try await plot?.write(.reliability(of: study))
            Standard.output(ArchetypeRows.text(study))
            Standard.output("")
            if truth == nil {
                let measured = try LabelledSource(
                    data, truth, ranges: .asMeasured, functions: functions, days: days, seed: seed, compute)
                Standard.output("on functions of which AAPA's rules tell as many as was measured of them:")
                Standard.output(ArchetypeRows.text(ArchetypeStudy(measured.functions, classifier: classifier, compute: compute.compute)))
                Standard.output("")
            }
            let plain =
                truth == nil
                ? try LabelledSource(data, truth, ranges: ArchetypeRanges(), functions: 10, days: 14, seed: seed, compute) : nil
            do {
                let study = try CompatibleStudy(plain?.functions ?? known, plan: classifier.plan, compute: compute.compute)
                Standard.output(ArchetypeRows.text(study))
            } catch {
                // Few series may not have a window of every label; their scores stand all the same.
                Standard.error("note: \(error)")
            }
        }
    }
}

/// Functions of known class: those of a file and a table, or synthetic ones.
private struct LabelledSource {
    let set: SeriesSet
    let functions: [LabelledDemand]
    let name: String

    init(
        _ data: DataOptions, _ truth: String?, ranges: ArchetypeRanges, functions count: Int, days: Int, seed: UInt64,
        _ compute: ComputeOptions
    ) throws {
        if let truth {
            set = try data.read(threads: compute.threads).set
            functions = try LabelledDemand.functions(of: set, ClassTable(path: truth))
            name = data.data.joined(separator: " ")
        } else {
            let made = try ArchetypeSetGenerator(functionsPerClass: count, days: days, ranges: ranges, seed: seed)
                .generate(threads: compute.threads)
            (set, functions) = (made.set, LabelledDemand.functions(of: made))
            name = "\(count) synthetic functions of each class over \(days) days"
        }
    }
}

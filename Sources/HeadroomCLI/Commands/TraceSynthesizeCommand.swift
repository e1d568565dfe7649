import ArgumentParser
import Headroom

/// `headroom trace synthesize`.
struct TraceSynthesizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synthesize", abstract: "Make demand that never was, with known truth.",
        discussion: """
            Everything follows from seed and recipe: the same bytes on any number of threads.

            Examples:
              headroom trace synthesize dimensional --config docs/examples/synthesis.yaml --output shop.csv.gz --labels labels.csv
              headroom trace synthesize archetypes --functions 10 --days 14 --output set.csv.gz --truth classes.csv
              headroom trace synthesize ladder --rung heterogeneous --jobs 100000 --output jobs.csv
              headroom trace synthesize surgery --weeks 8 --template-share 0.8 --output rooms.txt
            """, subcommands: [Dimensional.self, Archetypes.self, Ladder.self, Surgery.self])
}

/// What all kinds of synthesis are told.
struct SynthesisOptions: ParsableArguments {
    @Option(help: ArgumentHelp("File to write; packed when it ends in .gz.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("Write what makes the data set again (recipe, seed, versions) to this JSON file.", valueName: "file.json"))
    var manifest: String?

    @Option(help: "Threads to use; the bytes do not depend on it.")
    var threads = 2

    mutating func validate() throws {
        guard (1...1024).contains(threads) else { throw ValidationError("--threads must lie between 1 and 1024, found \(threads)") }
    }

    func writeManifest(kind: String, seed: UInt64, recipe: String) throws {
        guard let manifest else { return }
        let document = SynthesisManifest(engine: HeadroomVersion.current, kind: kind, seed: seed, recipe: recipe)
        try OutputFile.write(document.json(), to: manifest)
    }
}

extension TraceSynthesizeCommand {
    /// `headroom trace synthesize dimensional`.
    struct Dimensional: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dimensional", abstract: "Metrics over many dimensions from a YAML recipe of one screen.",
            discussion: """
                Columns are time (UTC), dimensions and metrics. Counts of any slice are the sums of its cells to the last bit. A metric \
                with `cells: split` needs no cells: its totals are shared out along the dimensions in their order, so that slices by the \
                leading dimensions (--by) cost the same whatever lies below. `compatibility: thirdeye` in the recipe takes the formula \
                of ThirdEye's mock data source, flaws included.

                Examples:
                  headroom trace synthesize dimensional --config shop.yaml --output cells.csv.gz --labels labels.csv --truth truth.csv
                  headroom trace synthesize dimensional --config shop.yaml --by country,platform --output slices.csv
                  headroom trace synthesize dimensional --config shop.yaml --by "" --seed 7 --output total.csv
                """)

        @Option(help: ArgumentHelp("Recipe; - is standard input.", valueName: "file.yaml"))
        var config: String

        @OptionGroup(title: "Output") var options: SynthesisOptions

        @Option(help: "Seed instead of the recipe's.")
        var seed: UInt64?

        @Option(
            help: ArgumentHelp(
                "Dimensions to group by, separated by commas; nothing gives totals. Default: single cells.", valueName: "names"))
        var by: String?

        @Option(help: ArgumentHelp("Metrics to write, separated by commas. Default: all.", valueName: "names"))
        var metrics: String?

        @Flag(help: "Leave out rows in which every metric is 0.")
        var sparse = false

        @Option(help: ArgumentHelp("Write the incidents: kind, start, end, size, cells.", valueName: "file.csv"))
        var labels: String?

        @Option(
            help: ArgumentHelp(
                "Write the truth: expected value and its components, a row per bucket, cell and metric.", valueName: "file.csv"))
        var truth: String?

        func run() throws {
            switch try SynthesisDocument(contentsOf: config) {
            case .dimensional(let recipe): try make(recipe)
            case .thirdEye(let recipe): try make(recipe)
            }
        }

        private func make(_ given: DimensionalConfiguration) throws {
            var recipe = given
            if let seed { recipe.seed = seed }
            let generator = try DimensionalGenerator(recipe)
            let query = CubeQuery(
                metrics: metrics.map(ListArgument.parse) ?? [], by: by.map(ListArgument.parse))
            let progress = ProgressLine()
            defer { progress.finish() }
            let writer = CubeWriter(generator, query: query, threads: options.threads)
            let rows = try writer.writeData(to: options.output, isSparse: sparse) {
                progress.report(FitProgress(stage: "synthesis", fraction: $0))
            }
            if let labels { try OutputFile.write(writer.labelTable(), to: labels) }
            if let truth { try writer.writeTruth(to: truth) }
            try manifest("dimensional", recipe.seed)
            progress.finish()
            Standard.output(
                "\(generator.cellCount) cells, \(generator.grid.count) buckets, \(generator.incidents.count) incidents, \(rows) rows -> "
                    + options.output)
        }

        private func make(_ given: ThirdEyeRecipe) throws {
            var recipe = given
            if let seed { recipe.seed = seed }
            guard recipe.datasets.count == 1, let dataset = recipe.datasets.first else {
                throw ValidationError("one data set a run, \(config) has \(recipe.datasets.count); give each a file of its own")
            }
            guard by == nil, metrics == nil, labels == nil, truth == nil, !sparse else {
                throw ValidationError("--by, --metrics, --labels, --truth and --sparse do not exist for the formula of ThirdEye")
            }
            let rows = try dataset.rows(firstDay: recipe.firstDay, days: recipe.days, seed: recipe.seed)
            let table = try TableFile(path: options.output)
            try table.append { $0 += dataset.table(rows) }
            try table.commit()
            try manifest("thirdeye", recipe.seed)
            Standard.output("\(dataset.paths.count) cells, \(rows.count) rows -> \(options.output)")
        }

        private func manifest(_ kind: String, _ seed: UInt64) throws {
            guard options.manifest != nil, config != "-" else { return }
            let bytes = try ByteSource(path: config).contents(atMost: 1 << 20)
            try options.writeManifest(kind: kind, seed: seed, recipe: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// `headroom trace synthesize archetypes`.
    struct Archetypes: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "archetypes", abstract: "Functions of known class: spike, periodic, ramp, stationary, idle.",
            discussion: """
                Counts a minute as a long table, ten functions of four classes over 14 days unless told otherwise. Every window of a \
                function has the class of the function as its truth; episodes (--labels) say where bursts and ramps are.

                Example:
                  headroom trace synthesize archetypes --functions 10 --days 14 --output set.csv.gz --truth classes.csv
                """)

        @OptionGroup(title: "Output") var options: SynthesisOptions

        @Option(help: "Seed.")
        var seed: UInt64 = 1

        @Option(help: "Functions of each class.")
        var functions = 10

        @Option(help: "Days.")
        var days = 14

        @Option(parsing: .upToNextOption, help: "Classes: spike, periodic, ramp, stationary, idle. Default: the first four.")
        var classes: [DemandBehaviour] = [.spike, .periodic, .ramp, .stationary]

        @Option(help: ArgumentHelp("Write class and parameters of every function.", valueName: "file.csv"))
        var truth: String?

        @Option(help: ArgumentHelp("Write bursts and ramps: function, start, end, kind.", valueName: "file.csv"))
        var labels: String?

        func run() throws {
            let generator = ArchetypeSetGenerator(classes: classes, functionsPerClass: functions, days: days, seed: seed)
            let made = try generator.generate(threads: options.threads)
            try LongTableWriter.write(made.set, to: options.output)
            if let truth { try OutputFile.write(made.truthTable(), to: truth) }
            if let labels { try OutputFile.write(made.labelTable(), to: labels) }
            try options.writeManifest(kind: "archetypes", seed: seed, recipe: JSONOutput.text(generator))
            Standard.output("\(made.functions.count) functions, \(days * 1_440) minutes each -> \(options.output)")
        }
    }

    /// `headroom trace synthesize ladder`.
    struct Ladder: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ladder", abstract: "Jobs with arrivals, lifetimes and cores, a rung harder each time.",
            discussion: """
                Rungs: exponential, log-normal, heterogeneous, production-like. Every rung offers the same load.

                Example:
                  headroom trace synthesize ladder --rung production-like --jobs 200000 --capacity 64 --load 0.7 --output jobs.csv.gz
                """)

        @OptionGroup(title: "Output") var options: SynthesisOptions

        @Option(help: "Seed.")
        var seed: UInt64 = 1

        @Option(help: "Rung of the ladder.")
        var rung = LadderRung.exponential

        @Option(help: "Jobs.")
        var jobs = 100_000

        @Option(help: "Cores of the system the load is measured on.")
        var capacity = 64

        @Option(help: "Offered load as a share of the capacity.")
        var load = 0.7

        @Option(help: ArgumentHelp("Mean lifetime of a job.", valueName: "seconds"))
        var meanDuration = 3_600.0

        func run() throws {
            var configuration = LadderConfiguration()
            (configuration.rung, configuration.jobs, configuration.capacity) = (rung, jobs, capacity)
            (configuration.load, configuration.meanDuration, configuration.seed) = (load, meanDuration, seed)
            let made = try LadderGenerator(configuration).generate()
            let table = try TableFile(path: options.output)
            try table.append { $0 += made.table() }
            try table.commit()
            try options.writeManifest(kind: "ladder", seed: seed, recipe: JSONOutput.text(configuration))
            Standard.output("\(made.count) jobs -> \(options.output)")
        }
    }

    /// `headroom trace synthesize surgery`.
    struct Surgery: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "surgery", abstract: "Operating rooms that stream video: open streams a minute.",
            discussion: """
                One number a line behind a first line with the parameters, or a long table when the output ends in .csv or .csv.gz. \
                Calibrated on summary statistics of a published trace; it holds no hospital data.

                Example:
                  headroom trace synthesize surgery --weeks 24 --template-share 0 --cameras 4 --output rooms.txt
                """)

        @OptionGroup(title: "Output") var options: SynthesisOptions

        @Option(help: "Seed.")
        var seed: UInt64 = 1

        @Option(help: "Weeks.")
        var weeks = 8

        @Option(help: "Rooms.")
        var rooms = 10

        @Option(help: "Chance that a room-day is a jittered copy of the one a week before.")
        var templateShare = 0.0

        @Option(help: "Emergencies a day.")
        var emergencyRate = 0.2

        @Option(help: "Streams of every operation.")
        var cameras = 1

        @Option(help: ArgumentHelp("Day (from 0) on which all operations take 1.4 times as long.", valueName: "day"))
        var overrunDay: Int?

        @Option(help: ArgumentHelp("Day (from 0) from which on two rooms are closed.", valueName: "day"))
        var closureDay: Int?

        func run() throws {
            var configuration = SurgeryConfiguration()
            (configuration.seed, configuration.weeks, configuration.rooms) = (seed, weeks, rooms)
            (configuration.templateShare, configuration.emergencyRate) = (templateShare, emergencyRate)
            (configuration.camerasPerSurgery, configuration.overrunDay, configuration.closureDay) = (cameras, overrunDay, closureDay)
            let trace = try SurgeryGenerator(configuration).generate()
            if options.output.hasSuffix(".csv") || options.output.hasSuffix(".csv.gz") {
                try LongTableWriter.write(trace.series(), to: options.output)
            } else {
                let table = try TableFile(path: options.output)
                try table.append { $0 += trace.lines() }
                try table.commit()
            }
            try options.writeManifest(kind: "surgery", seed: seed, recipe: JSONOutput.text(configuration))
            Standard.output("\(trace.operations.count) operations, \(trace.occupancy.count) minutes -> \(options.output)")
        }
    }
}

extension DemandBehaviour: ExpressibleByArgument {}
extension LadderRung: ExpressibleByArgument {}

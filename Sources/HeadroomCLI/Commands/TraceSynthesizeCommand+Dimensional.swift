import ArgumentParser
import Headroom

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
}

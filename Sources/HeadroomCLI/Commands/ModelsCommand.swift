import ArgumentParser
import Headroom

/// `headroom models`.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Look at model files, and exchange trees with LightGBM.",
        discussion: """
            Examples:
              headroom models show requests.safetensors
              headroom models export-lightgbm requests.safetensors --output requests.txt
              headroom models import-lightgbm model.txt --data rows.csv > predictions.csv
            """, subcommands: [Show.self, ExportLightGBM.self, ImportLightGBM.self])

    /// `headroom models show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "What a model file holds: family, horizon, levels, training; trees and features by gain.")

        @Argument(help: ArgumentHelp("Model file.", valueName: "file.safetensors"))
        var model: String

        @Option(help: "Form of the output.")
        var format: OutputFormat = .text

        func run() throws {
            let summary = try ModelSummary(path: model)
            switch format {
            case .text: Standard.output(ModelRows.text(summary))
            case .json: Standard.output(try JSONOutput.text(summary))
            }
        }
    }

    /// `headroom models export-lightgbm`.
    struct ExportLightGBM: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export-lightgbm", abstract: "The trees of a gbt model in LightGBM's text format.",
            discussion: """
                LightGBM's Booster(model_file=…) loads the file. It predicts one column per quantile level, in the scaled unit in which the \
                trees see a series; headroom puts the levels in order and scales them back, LightGBM does neither. The features are those \
                that headroom computes of a history, named in the file.
                """)

        @Argument(help: ArgumentHelp("Model file of boosted trees.", valueName: "file.safetensors"))
        var model: String

        @Option(help: ArgumentHelp("File to write.", valueName: "file.txt"))
        var output: String

        func run() throws {
            let fitted = try ModelStore.loadForecaster(model, compute: .best)
            try OutputFile.write(try LightGBMFile.text(of: fitted, name: model), to: output)
            Standard.output("wrote \(output)")
        }
    }

    /// `headroom models import-lightgbm`.
    struct ImportLightGBM: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import-lightgbm", abstract: "What a LightGBM model is, or its predictions for the rows of a table.",
            discussion: """
                Without --data: objective, trees, features and the ten features with the largest gains. With --data: one prediction a row \
                as CSV, equal to LightGBM's; models of classes get a column per class.
                """)

        @Argument(help: ArgumentHelp("Model that LightGBM saved as text (Booster.save_model).", valueName: "file.txt"))
        var model: String

        @Option(
            help: ArgumentHelp(
                "Table of rows to predict: the header names the features, empty cells are missing values, categories are numbers.",
                valueName: "rows.csv"))
        var data: String?

        @Option(help: "Form of the description: text, json; default text.")
        var format: OutputFormat?

        @Option(help: "Threads to use.")
        var threads = 2

        mutating func validate() throws {
            guard (1...1024).contains(threads) else { throw ValidationError("--threads must lie between 1 and 1024, found \(threads)") }
            if data != nil, format != nil { throw ValidationError("--format is for the description; predictions are CSV, leave it out") }
            if data == "-", model == "-" { throw ValidationError("only one of model and --data can be standard input") }
        }

        func run() throws {
            let file = try LightGBMFile(path: model)
            let summary = ForestSummary(of: file.forest)
            if let data {
                let predictions = try file.predictions(of: data, compute: Compute(threads: threads))
                Standard.error(ForestRows.line(summary))
                Standard.output(predictions)
            } else if format == .json {
                Standard.output(try JSONOutput.text(summary))
            } else {
                Standard.output(ForestRows.text(summary))
            }
        }
    }
}

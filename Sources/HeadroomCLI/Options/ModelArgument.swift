import ArgumentParser
import Headroom

/// A model as users name it: a family to fit, or a file.
enum ModelArgument: ExpressibleByArgument, Sendable {
    case family(ModelRecipe.Family)
    case file(String)

    init?(argument: String) {
        if let family = ModelRecipe.Family(rawValue: argument) {
            self = .family(family)
        } else if argument.hasSuffix(ModelStore.fileExtension) {
            self = .file(argument)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { ModelRecipe.Family.allCases.map(\.rawValue) + ["FILE.safetensors"] }
}

/// What can be wrong with a choice of models.
enum ModelChoiceError: Error, CustomStringConvertible {
    case notStreamed(file: String)
    case notExplained(family: String)

    var description: String {
        switch self {
        case .notStreamed(let file):
            "the model in \(file) was not trained to be streamed, its streams answer from windows; train it with --streaming or leave --streaming out"
        case .notExplained(let family):
            "single models of boosted trees (gbt) and neural networks (lstm, transformer, mlp) can explain their forecasts, this one is \(family); "
                + "train one of them, without --ensemble and --mc-dropout"
        }
    }
}

/// Horizons.
enum HorizonArgument {
    static func parse(_ text: String) throws -> Int {
        guard let steps = Int(text), (1...100_000).contains(steps) else {
            throw ValidationError("a horizon is a number of steps between 1 and 100000, found \(text)")
        }
        return steps
    }
}

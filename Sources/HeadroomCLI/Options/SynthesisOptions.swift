import ArgumentParser
import Headroom

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

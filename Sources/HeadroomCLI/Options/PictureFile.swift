import ArgumentParser
import Plots

/// A file for a picture, whose ending says its form.
struct PictureFile: Sendable {
    /// Where it goes.
    let path: String
    private let format: Figure.Format

    /// - Throws: `ValidationError` for a path of another ending.
    init(path: String) throws {
        guard let format = Figure.Format.allCases.first(where: { path.hasSuffix("." + $0.rawValue) }) else {
            throw ValidationError("pictures end in .svg or .png, found \(path)")
        }
        (self.path, self.format) = (path, format)
    }

    /// Draws and writes the picture.
    func write(_ figure: Figure) async throws { try OutputFile.write(try await Gnuplot().render(figure, as: format), to: path) }
}

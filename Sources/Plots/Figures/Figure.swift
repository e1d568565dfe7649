/// A picture as a gnuplot program with its data inside: text that can be read, compared and kept.
public struct Figure: Hashable, Sendable {
    /// Formats of pictures.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Scalable vector graphics.
        case svg
        /// Pixels, two per unit of size.
        case png
    }

    /// Short name, unique in a page: letters, digits and underscores.
    public let name: String
    /// What the picture shows, in one sentence, for people who do not see it.
    public let summary: String
    /// Width in pixels of 1/96 inch.
    public let width: Int
    /// Height in the same unit.
    public let height: Int
    /// Everything but the choice of the format.
    public let body: String

    /// Makes a figure.
    /// - Precondition: the name consists of letters, digits and underscores.
    public init(name: String, summary: String, width: Int, height: Int, body: String) {
        precondition(name.utf8.allSatisfy { $0 == 95 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) })
        self.name = name
        self.summary = summary
        self.width = width
        self.height = height
        self.body = body
    }

    /// The complete program; gnuplot writes the picture to its standard output.
    /// - Parameters:
    ///   - format: of the picture.
    ///   - background: `#rrggbb`, or `nil` for a transparent one.
    public func script(_ format: Format, background: String? = "#ffffff") -> String {
        let ground = background.map { "background rgb '\($0)'" }
        let terminal =
            switch format {
            case .svg:
                "set terminal svg size \(width),\(height) dynamic enhanced font 'Helvetica,12' name '\(name)' linewidth 1 \(ground ?? "")"
            case .png:
                "set terminal pngcairo size \(2 * width),\(2 * height) enhanced font 'Helvetica,12' fontscale 1.55 linewidth 2 pointscale 2 "
                    + (ground ?? "transparent")
            }
        return "set encoding utf8\n" + terminal + "\n" + body
    }
}

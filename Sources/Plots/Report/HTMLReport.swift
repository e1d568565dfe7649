/// A page for people: one self-contained HTML file with its pictures inside, which needs no network and no scripts, and is readable by
/// day and by night.
public struct HTMLReport: Sendable {
    /// A piece of a section.
    public enum Block: Sendable {
        /// Running text.
        case text(String)
        /// Names and values, such as the facts of a trace or the settings of a run.
        case facts([(name: String, value: String)])
        /// A table.
        case table(ReportTable)
        /// A picture with a line under it.
        case figure(Figure, caption: String)
    }

    /// A part of the page with a heading.
    public struct Section: Sendable {
        /// Heading.
        public var title: String
        /// Contents, top to bottom.
        public var blocks: [Block]

        /// Makes a section.
        public init(_ title: String, _ blocks: [Block]) { (self.title, self.blocks) = (title, blocks) }
    }

    /// Heading of the page, and its title in a browser.
    public var title: String
    /// One or two sentences that say the result.
    public var lead: String
    /// Parts, top to bottom.
    public var sections: [Section]
    /// The last line: version, date if the caller knows one.
    public var footer: String

    /// Makes a page.
    public init(title: String, lead: String, sections: [Section], footer: String) {
        (self.title, self.lead, self.sections, self.footer) = (title, lead, sections, footer)
    }

    /// The page as text.
    ///
    /// All text is escaped. Figures with the same name get different ones.
    /// - Throws: ``PlotError`` when a picture cannot be drawn.
    public func html(using gnuplot: Gnuplot = Gnuplot()) async throws(PlotError) -> String {
        var out = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(HTML.escaped(title))</title>
            <style>
            \(ReportStyle.css)</style>
            </head>
            <body>
            <main>
            <header>
            <h1>\(HTML.escaped(title))</h1>
            <p class="lead">\(HTML.escaped(lead))</p>
            </header>

            """
        var figures = 0
        for section in sections {
            out += "<section>\n<h2>\(HTML.escaped(section.title))</h2>\n"
            for block in section.blocks {
                if case .figure(let figure, _) = block {
                    figures += 1
                    let named = Figure(
                        name: "f\(figures)_\(figure.name)", summary: figure.summary, width: figure.width, height: figure.height,
                        body: figure.body)
                    let picture = InlineSVG.text(try await gnuplot.svg(named, background: nil), figure: named)
                    out += Self.html(block, picture: picture)
                } else {
                    out += Self.html(block, picture: "")
                }
            }
            out += "</section>\n"
        }
        return out + "<footer>\(HTML.escaped(footer))</footer>\n</main>\n</body>\n</html>\n"
    }

    private static func html(_ block: Block, picture: String) -> String {
        switch block {
        case .text(let text): return "<p>\(HTML.escaped(text))</p>\n"
        case .facts(let facts):
            let rows = facts.map { "<div><dt>\(HTML.escaped($0.name))</dt><dd>\(HTML.escaped($0.value))</dd></div>" }
            return "<dl>\n" + rows.joined(separator: "\n") + "\n</dl>\n"
        case .table(let table): return table.html
        case .figure(_, let caption):
            let line = caption.isEmpty ? "" : "<figcaption>\(HTML.escaped(caption))</figcaption>\n"
            return "<figure>\n\(picture)\(line)</figure>\n"
        }
    }
}

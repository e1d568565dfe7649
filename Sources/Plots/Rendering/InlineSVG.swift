/// Makes gnuplot's SVG part of a page.
enum InlineSVG {
    /// The picture without its XML head, with names of its own, colours that follow the page's style sheet, and words for people who do
    /// not see it.
    static func text(_ svg: String, figure: Figure) -> String {
        guard let start = svg.range(of: "<svg") else { return "" }
        var out = String(svg[start.lowerBound...])
        out = recolored(out)
        // Names must be unique in a page, and every gnuplot picture defines the same ones.
        for name in ["gpDot", "gpPt", "textbox", "greybox", "gnuplot_canvas"] {
            for mark in ["id='", "id=\"", "href='#", "url(#"] { out = out.replacing(mark + name, with: mark + figure.name + "_" + name) }
        }
        out = withoutElement("title", in: withoutElement("desc", in: out))
        let label = HTML.escaped(figure.summary)
        return "<svg role=\"img\" aria-label=\"\(label)\" width=\"\(figure.width)\" height=\"\(figure.height)\"" + out.dropFirst(4)
    }

    /// Replaces every colour of the palette by its CSS variable, keeping the light value for viewers that do not know it.
    static func recolored(_ svg: String) -> String {
        var out = ""
        out.reserveCapacity(svg.utf8.count * 5 / 4)
        var rest = svg[...]
        while let open = rest.range(of: "rgb("), let close = rest[open.upperBound...].firstIndex(of: ")") {
            out += rest[..<open.lowerBound]
            let parts = rest[open.upperBound..<close].split(separator: ",").map { Int($0.drop { $0 == " " }) }
            let original = rest[open.lowerBound...close]
            if parts.count == 3, let red = parts[0], let green = parts[1], let blue = parts[2],
                let color = byValue[(red << 16) | (green << 8) | blue]
            {
                out += "var(--\(color.name), \(color.light))"
            } else {
                out += original
            }
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }

    private static let byValue = Dictionary(
        Palette.all.map { (Int($0.light.dropFirst(), radix: 16) ?? 0, $0) }, uniquingKeysWith: { first, _ in first })

    private static func withoutElement(_ name: String, in svg: String) -> String {
        var out = ""
        var rest = svg[...]
        while let open = rest.range(of: "<\(name)>"), let close = rest[open.upperBound...].range(of: "</\(name)>") {
            out += rest[..<open.lowerBound]
            rest = rest[close.upperBound...]
        }
        return out + rest
    }
}

extension StringProtocol {
    /// First place of some ASCII text.
    func range(of text: String) -> Range<Index>? {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return nil }
        var at = utf8.startIndex
        while let start = utf8[at...].firstIndex(of: first) {
            if utf8[start...].starts(with: wanted) { return start..<utf8.index(start, offsetBy: wanted.count) }
            at = utf8.index(after: start)
        }
        return nil
    }

    /// The text with every occurrence of some ASCII text replaced.
    func replacing(_ text: String, with other: String) -> String {
        var out = ""
        var rest = self[...]
        while let found = rest.range(of: text) {
            out += rest[..<found.lowerBound]
            out += other
            rest = rest[found.upperBound...]
        }
        return out + rest
    }
}

/// The style sheet of a page.
enum ReportStyle {
    static let css = variables(light: true) + "@media (prefers-color-scheme: dark) {\n" + variables(light: false) + "}\n" + rules

    private static func variables(light: Bool) -> String {
        let page =
            light ? ["#ffffff", "#1f2937", "#6b7280", "#e5e7eb", "#f6f7f9"] : ["#12161d", "#e5e7eb", "#9ca3af", "#2c3442", "#1a202b"]
        let names = ["paper", "ink", "quiet", "line", "shade"]
        let own = zip(names, page).map { "--\($0): \($1);" }
        let plots = Palette.all.map { "--\($0.name): \(light ? $0.light : $0.dark);" }
        return ":root { " + (own + plots).joined(separator: " ") + " }\n"
    }

    private static let rules = """
        * { box-sizing: border-box; }
        html { background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        body { margin: 0; }
        main { max-width: 1040px; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
        h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 0.6rem; }
        h2 { font-size: 1.25rem; letter-spacing: -0.01em; margin: 3rem 0 0.9rem; padding-bottom: 0.35rem; border-bottom: 1px solid var(--line); }
        p { max-width: 46rem; margin: 0.6rem 0; }
        .lead { font-size: 1.1rem; color: var(--quiet); }
        .note, figcaption, footer { color: var(--quiet); font-size: 0.85rem; line-height: 1.5; }
        .note { max-width: none; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 0.9rem 1.5rem; margin: 1rem 0; }
        dt { color: var(--quiet); font-size: 0.8rem; }
        dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
        .scroll { overflow-x: auto; margin: 1rem 0 0.5rem; }
        table { border-collapse: collapse; width: 100%; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.42rem 0.65rem; text-align: right; white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; padding-left: 0.2rem; }
        thead th { color: var(--quiet); font-weight: 500; border-bottom: 1px solid var(--line); vertical-align: bottom; white-space: normal; }
        tbody th { font-weight: 600; }
        tbody tr + tr > * { border-top: 1px solid var(--line); }
        tbody tr.quiet > * { color: var(--quiet); font-weight: 400; }
        figure { margin: 1.5rem 0; }
        figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
        figure svg tspan { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        figcaption { margin-top: 0.4rem; }
        footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
        @media print { html { background: none; } section { break-inside: avoid; } }

        """
}

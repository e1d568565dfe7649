import Autoscaling

/// One policy of a timeline.
struct TimelinePanel {
    let number: Int
    let score: PolicyScore
    let color: PlotColor
    let timeline: SimulationTimeline
    let part: Range<Int>
    let capacity: Double

    /// Points that an area of demand has at most; beyond, the highest of several sub-steps stands for them.
    private static let pointLimit = 1500
    private var seconds: Double { Double(timeline.step) / 1e9 }
    private func x(_ subStep: Int) -> Double { Double(subStep - part.lowerBound) * seconds }
    private func served(_ subStep: Int) -> Double { Double(timeline.ready[subStep]) * capacity }

    /// Highest value to show.
    var highest: Double {
        part.reduce(0) { max($0, served($1), timeline.demand[$1].isNaN ? 0 : timeline.demand[$1]) }
    }

    /// What became of the requests, where there are any.
    var strip: RequestStrip? { timeline.requests.map { RequestStrip(number: number, requests: $0, part: part, seconds: seconds) } }

    /// Changes of a step function as corners, values that stay are left out.
    private func corners(_ value: (Int) -> Double) -> [[Double]] {
        var out: [[Double]] = []
        var last = Double.nan
        for subStep in part {
            let next = value(subStep)
            if next == last || (next.isNaN && last.isNaN && !out.isEmpty) { continue }
            if !out.isEmpty { out.append([x(subStep), last]) }
            out.append([x(subStep), next])
            last = next
        }
        out.append([x(part.upperBound), last])
        return out
    }

    private var bin: Int { (part.count + Self.pointLimit - 1) / Self.pointLimit }

    /// How demand was thinned out, for the axis; `nil` when every sub-step is shown.
    var peaks: String? {
        let changes = part.dropFirst().reduce(0) { $0 + (timeline.demand[$1] == timeline.demand[$1 - 1] ? 0 : 1) }
        return changes < Self.pointLimit ? nil : "peaks of \(Duration.seconds(Double(bin) * seconds).text)"
    }

    /// Demand as corners, thinned out when it is long.
    var demandBlock: String {
        if peaks == nil { return GnuplotText.block("demand", corners { timeline.demand[$0] }) }
        var highest = [Double](repeating: .nan, count: (part.count + bin - 1) / bin)
        for subStep in part where !timeline.demand[subStep].isNaN {
            let index = (subStep - part.lowerBound) / bin
            highest[index] = highest[index].isNaN ? timeline.demand[subStep] : max(highest[index], timeline.demand[subStep])
        }
        return GnuplotText.block("demand", corners { highest[($0 - part.lowerBound) / bin] })
    }

    /// Data of this policy: capacity, plan, violated times, demand beyond capacity.
    var blocks: String {
        var out = GnuplotText.block("ready\(number)", corners { served($0) })
        if hasPlan { out += GnuplotText.block("planned\(number)", corners { timeline.plannedDemand[$0] }) }
        let runs = violations
        guard !runs.isEmpty else { return out }
        // Shades are at least two pixels wide, or a violation of 15 seconds would not be seen in a day.
        let least = Double(part.count) * seconds / 430
        let shades = runs.map { run -> [Double] in
            let (from, to) = (x(run.lowerBound), x(run.upperBound))
            let more = max(0, least - (to - from)) / 2
            return [(from + to) / 2, max(0, from - more), min(x(part.upperBound), to + more)]
        }
        out += GnuplotText.block("shade\(number)", shades)
        out += "$missing\(number) << EOD\n"
        for run in runs {
            for subStep in run {
                let values = missing(subStep)
                let before = subStep > run.lowerBound ? missing(subStep - 1) : []
                if values == before { continue }
                if !before.isEmpty { out += row([x(subStep)] + before) }
                out += row([x(subStep)] + values)
            }
            out += row([x(run.upperBound)] + missing(run.upperBound - 1)) + "\n"
        }
        return out + "EOD\n"
    }

    /// Lower and upper end of what is not served: nothing where only the reserve above the target is used up.
    private func missing(_ subStep: Int) -> [Double] { [served(subStep), max(served(subStep), timeline.demand[subStep])] }

    private func row(_ values: [Double]) -> String { values.map(GnuplotText.number).joined(separator: " ") + "\n" }

    private var hasPlan: Bool { part.contains { !timeline.plannedDemand[$0].isNaN } }

    private var violations: [Range<Int>] {
        var out: [Range<Int>] = []
        for subStep in part where timeline.isViolated(subStep) {
            if let last = out.last, last.upperBound == subStep {
                out[out.count - 1] = last.lowerBound..<subStep + 1
            } else {
                out.append(subStep..<subStep + 1)
            }
        }
        return out
    }

    /// Headings and curves of this panel.
    func commands(demandLabel: String, peaks: String?) -> String {
        let facts =
            (part.count < timeline.count ? "whole run: " : "")
            + (score.requests.map { "broken \($0.violationShare.percent(3)) of the requests · " } ?? "")
            + "violated \(score.violationTimeShare.percent(2)) of the time · \(score.replicaHours.grouped(1)) replica-hours"
            + (score.costIndex.map { " · \($0.fixed(2)) × oracle" } ?? "")
        let ink = GnuplotText.rgb(Palette.ink)
        let quiet = GnuplotText.rgb(Palette.quiet)
        var out = "set label 1 \(GnuplotText.quoted(score.policy, bold: true)) at graph 0, graph 1.11 left font ',13' textcolor "
        out += "\(GnuplotText.rgb(color))\nset label 2 \(GnuplotText.quoted(facts)) at graph 1, graph 1.11 right textcolor \(ink)\n"
        out += "set ylabel \(GnuplotText.quoted(demandLabel + (peaks.map { "\n\($0)" } ?? ""))) textcolor \(quiet)\n"
        out += "set y2label 'replicas' textcolor \(quiet)\n"
        var curves: [String] = []
        let isViolated = !violations.isEmpty
        if isViolated {
            curves.append(
                "$shade\(number) using 1:(0):2:3:(0):(\(GnuplotText.number(1e9))) with boxxyerror fillcolor \(GnuplotText.rgb(Palette.violationArea)) "
                    + "fillstyle solid noborder")
        }
        curves.append("$demand using 1:2 with filledcurves y1=0 fillcolor \(GnuplotText.rgb(Palette.demandArea)) fillstyle solid noborder")
        curves.append("$demand using 1:2 with lines linewidth 0.8 linecolor \(GnuplotText.rgb(Palette.demand))")
        if isViolated {
            curves.append(
                "$missing\(number) using 1:2:3 with filledcurves fillcolor \(GnuplotText.rgb(Palette.violation)) fillstyle solid noborder")
        }
        if hasPlan {
            curves.append("$planned\(number) using 1:2 with lines linewidth 0.8 dashtype 2 linecolor \(GnuplotText.rgb(color))")
        }
        curves.append("$ready\(number) using 1:2 with lines linewidth 1.6 linecolor \(GnuplotText.rgb(color))")
        return out + "plot " + curves.joined(separator: ", \\\n     ") + "\n"
    }
}

import Headroom
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// One line on standard error that says how far long work is and how long it will take; nothing when that is not a terminal, but for the
/// memory that a training will take, where that is wanted.
final class ProgressLine: Sendable {
    /// What is said.
    enum Manner: Sendable {
        /// Nothing.
        case silent
        /// How far the work is, on a terminal.
        case moving
        /// That, and in a line that stays what memory a training will take, wherever standard error leads.
        case announcing
    }

    private struct State {
        var stage = ""
        var started = 0.0
        var shown = -1.0
        var visible = false
        var announced = 0
    }

    private let state = Mutex(State())
    private let manner: Manner
    private let isMoving: Bool

    init(_ manner: Manner = .moving) {
        (self.manner, isMoving) = (manner, manner != .silent && Standard.errorIsTerminal)
    }

    /// A handler for ``FitOptions/progress``.
    var handler: (@Sendable (FitProgress) -> Void)? {
        guard isMoving || manner == .announcing else { return nil }
        return { [self] in report($0) }
    }

    /// A handler that is told how many of `count` equal pieces of work are done; `nil` where nobody looks.
    func counter(_ stage: String, of count: Int) -> (@Sendable (Int) -> Void)? {
        guard isMoving else { return nil }
        return { [self] done in report(FitProgress(stage: stage, fraction: Double(done) / Double(max(1, count)))) }
    }

    /// Shows a report, at most ten times a second.
    func report(_ progress: FitProgress) {
        if let estimate = progress.memoryEstimate, manner == .announcing { return announce(estimate, progress.stage) }
        guard isMoving else { return }
        let now = Self.seconds()
        state.withLock { state in
            if progress.stage != state.stage { (state.stage, state.started, state.shown) = (progress.stage, now, -1) }
            guard now - state.shown > 0.1 || progress.fraction >= 1 else { return }
            state.shown = now
            state.visible = true
            Standard.write("\r\u{1B}[K" + line(progress, elapsed: now - state.started), to: STDERR_FILENO)
        }
    }

    /// Clears the line.
    func finish() { state.withLock { Self.clear(&$0) } }

    private static func clear(_ state: inout State) {
        if state.visible { Standard.write("\r\u{1B}[K", to: STDERR_FILENO) }
        state.visible = false
    }

    /// A line that stays; a second training that takes no more says nothing new.
    private func announce(_ estimate: Int, _ text: String) {
        state.withLock { state in
            guard estimate > state.announced else { return }
            state.announced = estimate
            Self.clear(&state)
            Standard.error(text)
        }
    }

    private func line(_ progress: FitProgress, elapsed: Double) -> String {
        let width = 24
        let filled = Int(Double(width) * min(max(progress.fraction, 0), 1))
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
        var text = "\(progress.stage)  \(bar) \(Int(100 * progress.fraction)) %"
        if progress.fraction > 0.01 && progress.fraction < 1 {
            text += "  at most \(Self.duration(elapsed / progress.fraction - elapsed)) left"
        }
        if let loss = progress.validationLoss { text += "  validation loss \(Decimal.text(loss, digits: 4))" }
        return text
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// Decimal numbers for people.
enum Decimal {
    /// Fixed number of decimals.
    static func text(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return "–" }
        let scale = [1.0, 10, 100, 1000, 10_000, 100_000, 1_000_000][min(digits, 6)]
        guard abs(value) * scale < 9e15 else { return "\(value)" }
        let scaled = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + "\(scaled)" }
        let fraction = String(scaled % Int64(scale))
        return sign + "\(scaled / Int64(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}

/// A table for people: columns as wide as their cells, numbers to the right.
struct TextTable {
    private var rows: [[String]]
    private let header: [String]

    init(_ header: [String]) {
        self.header = header
        rows = []
    }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { cells in
            cells.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + space : space + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

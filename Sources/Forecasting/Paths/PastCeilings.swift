import Tensors

/// What the past of a series says about the maximum over its next steps, whatever a model says: maxima of windows as long, in ascending order.
///
/// Right where demand is bounded, comes in rare bursts that no marginal tells apart, or repeats itself. All memory is there from the start.
package final class PastCeilings {
    /// Lengths, in windows, of the pasts that are looked at: the recent one, the long one, and that of increments.
    private static let recentWindows = 12, longWindows = 40, incrementWindows = 60
    /// Most seasons back.
    private static let mostSeasons = 14
    /// Windows that begin within the length of one.
    private static let density = 4

    /// Maxima over the recent and the long past.
    package private(set) var recent: UnsafeBufferPointer<Float>, long: UnsafeBufferPointer<Float>
    /// Maxima at the same phase of earlier seasons and a little around it; the one of the last season alone. Without a season the long past,
    /// and the last window.
    package private(set) var seasonal: UnsafeBufferPointer<Float>, lastSeason: UnsafeBufferPointer<Float>
    /// The last maximum plus what maxima have grown by from one window to the next.
    package private(set) var grown: UnsafeBufferPointer<Float>

    private let season: Int
    private let kernels: Kernels
    private static let room = incrementWindows * density + 2 * density
    private let blocks = Matrix(rows: 1, columns: room), windows = Matrix(rows: 1, columns: room)
    private let found = Matrix(rows: 1, columns: room), work = Matrix(rows: 1, columns: room)
    /// Sorted samples of every part.
    private let samples = Matrix(rows: 5, columns: room)

    /// Makes room.
    /// - Parameters:
    ///   - season: season in steps, 1 for none.
    ///   - kernels: which instructions to use.
    package init(season: Int, kernels: Kernels) {
        (self.season, self.kernels) = (season, kernels)
        let none = UnsafeBufferPointer<Float>(start: samples.pointer, count: 0)
        (recent, long, seasonal, lastSeason, grown) = (none, none, none, none, none)
    }

    /// Latest values that can matter to windows of so many steps.
    package static func span(window: Int, season: Int) -> Int {
        let seasons = season > 1 ? ((window + season - 1) / season + mostSeasons) * season + max(season / 48, 1) : 0
        return min(max((incrementWindows + 2) * window, seasons, 512), 1 << 14)
    }

    /// Reads the past of a series; parts are valid until the next call.
    package func find(_ values: UnsafeBufferPointer<Float>, window: Int) {
        let density = min(Self.density, window)
        let count = findWindows(values, window: window, density: density)
        guard count > 0 else {
            let all = sort(1, into: 0) { _ in largest(values, 0..<values.count) }
            (recent, long, seasonal, lastSeason, grown) = (all, all, all, all, all)
            return
        }
        let windows = windows.pointer
        recent = sort(min(count, (Self.recentWindows - 1) * density + 1), into: 0) { windows[$0] }
        long = sort(min(count, (Self.longWindows - 1) * density + 1), into: 1) { windows[$0] }
        let pairs = min(count - density, Self.incrementWindows * density)
        grown =
            pairs > 2 * density && windows[0] > -.infinity
            ? sort(pairs, into: 2) { windows[$0 + density] > -.infinity ? windows[0] + (windows[$0] - windows[$0 + density]) : -.infinity }
            : recent
        findSeasons(values, window: window)
    }

    /// Maxima of windows that end at the end, a little before, and so on: the window of index i ends `i window / density` steps before. Blocks between
    /// two beginnings are looked at once.
    private func findWindows(_ values: UnsafeBufferPointer<Float>, window: Int, density: Int) -> Int {
        var count = 0
        while count < (Self.incrementWindows + 2) * density - 1 {
            let (start, end) = (values.count - (count + 1) * window / density, values.count - count * window / density)
            guard start >= 0 else { break }
            blocks.pointer[count] = largest(values, start..<end)
            count += 1
        }
        guard count >= density else { return 0 }
        for first in 0...count - density {
            var most = blocks.pointer[first]
            for block in first + 1..<max(first + 1, first + density) { most = max(most, blocks.pointer[block]) }
            windows.pointer[first] = most
        }
        return count - density + 1
    }

    private func findSeasons(_ values: UnsafeBufferPointer<Float>, window: Int) {
        let last = windows.pointer[0]
        guard season > 1 else {
            (seasonal, lastSeason) = (long, sort(1, into: 4) { _ in last })
            return
        }
        let (ahead, shift) = ((window + season - 1) / season, max(season / 48, 1))
        let direct = values.count - ahead * season
        lastSeason = direct >= 0 ? sort(1, into: 4) { _ in largest(values, direct..<direct + window) } : long
        let around = sort(3 * Self.mostSeasons, into: 3) { index in
            let start = values.count - (ahead + index / 3) * season + (index % 3 - 1) * shift
            return start >= 0 && start + window <= values.count ? largest(values, start..<start + window) : -.infinity
        }
        seasonal = around.isEmpty ? long : around
        if lastSeason.isEmpty { lastSeason = seasonal }
    }

    /// The largest known value of a range; −∞ where none is known.
    private func largest(_ values: UnsafeBufferPointer<Float>, _ range: Range<Int>) -> Float {
        guard !range.isEmpty else { return -.infinity }
        let most = kernels.maximum(values.baseAddress! + range.lowerBound, count: range.count)
        guard most.isNaN else { return most }
        return range.reduce(-.infinity) { values[$1].isNaN ? $0 : max($0, values[$1]) }
    }

    /// Sorts what is known of some samples.
    private func sort(_ count: Int, into row: Int, _ sample: (Int) -> Float) -> UnsafeBufferPointer<Float> {
        var known = 0
        for index in 0..<count {
            let value = sample(index)
            guard value > -.infinity else { continue }
            found.pointer[known] = value
            known += 1
        }
        let out = samples.pointer + row * Self.room
        kernels.sort(out, work: work.pointer, found.pointer, count: known)
        return UnsafeBufferPointer(start: out, count: known)
    }
}

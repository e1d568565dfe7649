import Tensors

/// Maxima over windows of the past: how high demand went, whatever a model says.
enum PastCeilings {
    /// Most windows that are looked at: neighbours share nearly all of their values.
    static let mostWindows = 128

    /// Memory for the maxima of one series after the other.
    final class Workspace {
        /// Latest values that windows are taken from.
        let span: Int
        /// Maxima of the last windows, ascending; empty when nothing was known.
        private(set) var maxima: UnsafeBufferPointer<Float>

        private let found = Matrix(rows: 1, columns: mostWindows), sorted = Matrix(rows: 1, columns: mostWindows)
        private let work = Matrix(rows: 1, columns: mostWindows)
        private let candidates: UnsafeMutablePointer<Int32>

        /// - Parameter span: latest values that windows are taken from, below 2³¹.
        init(span: Int) {
            self.span = span
            candidates = .allocate(capacity: span)
            candidates.initialize(repeating: 0, count: span)
            maxima = UnsafeBufferPointer(start: sorted.pointer, count: 0)
        }

        deinit { candidates.deallocate() }

        /// Finds the maxima of windows of so many steps, evenly spaced over the latest values; of everything known where that is less than a
        /// window.
        func find(_ values: UnsafeBufferPointer<Float>, window: Int, kernels: Kernels) {
            let latest = UnsafeBufferPointer(rebasing: values.suffix(span))
            let count = latest.count > window ? findWindows(latest, window: window) : findOne(latest)
            kernels.sort(sorted.pointer, work: work.pointer, found.pointer, count: count)
            maxima = UnsafeBufferPointer(start: sorted.pointer, count: count)
        }

        private func findOne(_ values: UnsafeBufferPointer<Float>) -> Int {
            var largest = -Float.infinity, isKnown = false
            for value in values where !value.isNaN { (largest, isKnown) = (max(largest, value), true) }
            found.pointer[0] = largest
            return isKnown ? 1 : 0
        }

        /// Ends of windows come in order: candidates for the maximum are kept as those that no later value exceeds.
        private func findWindows(_ values: UnsafeBufferPointer<Float>, window: Int) -> Int {
            let room = values.count - window
            let windows = min(mostWindows, room + 1)
            var head = 0, tail = 0, next = 0, count = 0
            for k in 0..<windows {
                let start = windows == 1 ? room : k * room / (windows - 1)
                while next < start + window {
                    let value = values[next]
                    if !value.isNaN {
                        while tail > head, values[Int(candidates[tail - 1])] <= value { tail -= 1 }
                        candidates[tail] = Int32(next)
                        tail += 1
                    }
                    next += 1
                }
                while head < tail, Int(candidates[head]) < start { head += 1 }
                if head < tail {
                    found.pointer[count] = values[Int(candidates[head])]
                    count += 1
                }
            }
            return count
        }
    }
}

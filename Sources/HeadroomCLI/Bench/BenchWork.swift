/// What a benchmark repeats.
struct BenchWork {
    /// One call, with everything prepared before.
    let run: () -> Void
    /// A finite number made from the results of a call, so that they are used and can be seen to be sound; called once, unmeasured.
    let check: () -> Double
}

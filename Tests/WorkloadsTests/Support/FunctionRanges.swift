/// Ranges that the parameters of synthetic functions are drawn from, log-uniformly; rates are events a minute.
struct FunctionRanges {
    var spikeBase: ClosedRange<Double>
    var burstsPerDay: ClosedRange<Double>
    var burstMinutes: ClosedRange<Double>
    var burstFactor: ClosedRange<Double>
    var periodicLevel: ClosedRange<Double>
    var periodMinutes: ClosedRange<Double>
    var amplitude: ClosedRange<Double>
    var rampLevel: ClosedRange<Double>
    var rampFactor: ClosedRange<Double>
    var rampMinutes: ClosedRange<Double>
    var stationaryLevel: ClosedRange<Double>

    /// What classifiers are trained on.
    static let training = FunctionRanges(
        spikeBase: 0.5...8, burstsPerDay: 14...60, burstMinutes: 3...16, burstFactor: 14...70, periodicLevel: 2...200,
        periodMinutes: 9...150, amplitude: 0.45...0.95, rampLevel: 1...20, rampFactor: 8...14, rampMinutes: 95...150,
        stationaryLevel: 1...200)

    /// What they are tested on: nothing here lies in the ranges above.
    static let test = FunctionRanges(
        spikeBase: 8...14, burstsPerDay: 60...80, burstMinutes: 16...20, burstFactor: 70...100, periodicLevel: 200...400,
        periodMinutes: 7...9, amplitude: 0.38...0.45, rampLevel: 20...30, rampFactor: 6.5...8, rampMinutes: 150...180,
        stationaryLevel: 200...400)
}

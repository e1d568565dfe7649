/// Sine and cosine of angles in whole turns, with the same bits on every machine.
package enum Turns {
    /// `cos 2πt` for finite `t`.
    package static func cosine(_ t: Double) -> Double {
        let rest = abs(t - t.rounded())
        return PortableMath.cosine(halfTurns: 2 * rest)
    }

    /// `sin 2πt` for finite `t`.
    package static func sine(_ t: Double) -> Double { cosine(t - 0.25) }
}

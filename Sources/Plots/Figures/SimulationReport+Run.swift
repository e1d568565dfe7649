import Autoscaling

extension SimulationReport {
    /// The run of a policy for a figure over time: its position in the report, its timeline, and the part of it to show.
    ///
    /// - Parameters:
    ///   - policy: name of the policy.
    ///   - subSteps: the part; everything for `nil`.
    ///   - figure: name of the figure, for the message.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` for an unknown policy, without a timeline, or for a part outside it.
    func run(
        of policy: String, subSteps: Range<Int>?, figure: String
    ) throws(PlotError) -> (index: Int, timeline: SimulationTimeline, part: Range<Int>) {
        guard let index = results.firstIndex(where: { $0.policy == policy }) else {
            throw .nothingToDraw(figure: figure, reason: "the report has no policy \(policy)")
        }
        guard let timeline = results[index].timeline, timeline.count > 0 else {
            throw .nothingToDraw(figure: figure, reason: "the run of \(policy) was kept without its timeline")
        }
        let part = subSteps ?? 0..<timeline.count
        guard !part.isEmpty, part.lowerBound >= 0, part.upperBound <= timeline.count else {
            throw .nothingToDraw(figure: figure, reason: "sub-steps \(part) are not among the \(timeline.count) of the run")
        }
        return (index, timeline, part)
    }
}

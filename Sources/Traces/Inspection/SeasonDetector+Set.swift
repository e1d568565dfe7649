extension SeasonDetector {
    /// Seasons of a set, by vote: those found in at least ``minimumShare`` of the series that are long enough to show them, the one that
    /// explains most over the set first. Lengths one step or 4 % apart are votes for the one with the most votes.
    public func seasons(in set: SeriesSet) -> [SetSeason] {
        votes(in: set).filter { $0.share >= minimumShare }
    }

    /// All seasons that at least one of the series shows, the one with the largest share of the variance first.
    public func votes(in set: SeriesSet) -> [SetSeason] {
        let examined =
            set.series.count <= mostSeries ? Array(set.series.indices) : (0..<mostSeries).map { $0 * set.series.count / mostSeries }
        var ballots: [Int: [Season]] = [:]
        var lengths: [Int] = []
        for index in examined {
            let series = set.series[index]
            guard let first = series.values.first(where: { !$0.isNaN }), series.values.contains(where: { !$0.isNaN && $0 != first }) else {
                continue
            }
            lengths.append(series.count)
            for season in seasons(of: series) { ballots[season.steps, default: []].append(season) }
        }
        var votes: [SetSeason] = []
        while let (steps, _) = ballots.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }) {
            let reach = max(1, steps / 25)
            let own = ballots.filter { abs($0.key - steps) <= reach }
            for key in own.keys { ballots[key] = nil }
            let seasons = own.sorted { $0.key < $1.key }.flatMap(\.value)
            let eligible = lengths.count { $0 / Self.fewestCycles >= steps }
            // A neighbour may have come from a series a little too short for this length.
            let voters = max(eligible, seasons.count)
            votes.append(
                SetSeason(
                    steps: steps, found: seasons.count, eligible: voters,
                    strength: seasons.reduce(0) { $0 + $1.strength } / Double(seasons.count),
                    explained: seasons.reduce(0) { $0 + $1.explained } / Double(voters)))
        }
        return votes.sorted { ($0.explained, $1.steps) > ($1.explained, $0.steps) }
    }
}

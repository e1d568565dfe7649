extension TimeZoneRules {
    /// The zone as a clock for readers of times without a zone.
    public var wallClock: WallClock {
        WallClock(name: name) { local in
            switch instant(ofLocal: local) {
            case .unique(let instant): .unique(instant)
            case .ambiguous(let earlier, let later): .repeated(earlier: earlier, later: later)
            case .skipped: .skipped
            }
        }
    }
}

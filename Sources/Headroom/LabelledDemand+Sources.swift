extension LabelledDemand {
    /// The series of a set and their classes.
    ///
    /// - Parameters:
    ///   - set: counts of every minute.
    ///   - table: the class of every series; series that are idle in truth are left out.
    /// - Throws: `WorkloadsError` when a series has no class or steps that are no minutes.
    public static func functions(of set: SeriesSet, _ table: ClassTable) throws(WorkloadsError) -> [LabelledDemand] {
        var functions: [LabelledDemand] = []
        for series in set.series {
            try series.checkMinutes()
            guard let name = table.classes[series.id] else { throw .unlabelled(series: series.id) }
            if name == WindowOutcome.idle.name { continue }
            // As AAPA's tables name it.
            guard let archetype = Archetype(rawValue: name == "stationary_noisy" ? "stationary" : name) else {
                throw .unknownClass(name, series: series.id)
            }
            functions.append(LabelledDemand(id: series.id, values: series.values, archetype: archetype))
        }
        return functions
    }

    /// The functions of a synthetic set that are not idle.
    public static func functions(of made: ArchetypeSet) -> [LabelledDemand] {
        zip(made.set.series, made.functions).compactMap { series, function in
            Archetype(rawValue: function.behaviour.rawValue).map { LabelledDemand(id: series.id, values: series.values, archetype: $0) }
        }
    }
}

extension Series {
    /// Checks that a step is a minute; steps of an index axis count as minutes.
    /// - Throws: `WorkloadsError.notByMinute(series:step:)`.
    public func checkMinutes() throws(WorkloadsError) {
        guard let seconds = axis.stepSeconds, seconds != 60 else { return }
        throw .notByMinute(series: id, step: "\(seconds) s")
    }
}

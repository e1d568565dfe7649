/// What the publisher of a format says about the times of its rows, where rows do not keep to a grid by themselves.
struct FormatHabits {
    /// Usual distance of rows in nanoseconds. Rows with other distances are put into bins of it, unless the options ask for a step.
    var step: Int64?
    /// What rows with the time of another mean; the options may ask for something else.
    var duplicates: DuplicatePolicy?
}

/// What is wrong with data or settings of boosting.
public enum BoostingError: Error, Equatable, Sendable {
    /// A setting outside its range.
    case invalidSetting(String)
    /// No rows or no columns.
    case empty(rows: Int, columns: Int)
    /// Targets, weights or rows that do not match in number.
    case countMismatch(of: String, expected: Int, found: Int)
    /// A target that the objective cannot learn.
    case invalidTarget(row: Int, value: Float, expected: String)
    /// A weight that is negative or not finite.
    case invalidWeight(row: Int, value: Float)
    /// A value of a category that is not a whole number from 0 on.
    case invalidCategory(row: Int, column: String, value: Float)
    /// A class that no row has.
    case missingClass(Int, classes: Int)
    /// More memory than was allowed.
    case tooLarge(neededMegabytes: Int, allowedMegabytes: Int)
    /// The loss is not finite any more.
    case diverged(round: Int)
}

extension BoostingError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .invalidSetting(let reason): reason
        case .empty(let rows, let columns): "boosting needs rows and columns to learn from, found \(rows) rows of \(columns) columns"
        case .countMismatch(let what, let expected, let found): "expected \(expected) \(what), found \(found)"
        case .invalidTarget(let row, let value, let expected):
            "the target of row \(row) is \(value), expected \(expected); leave such rows out or choose another objective"
        case .invalidWeight(let row, let value): "the weight of row \(row) is \(value), expected a finite number from 0 on"
        case .invalidCategory(let row, let column, let value):
            "column \(column) holds categories, whole numbers from 0 to 1,048,575, but row \(row) has \(value); number the categories"
        case .missingClass(let index, let classes):
            "no row has class \(index) of \(classes); number the classes that occur from 0 on"
        case .tooLarge(let needed, let allowed):
            "training needs about \(needed) MB, \(allowed) MB are allowed; use fewer rows, bins or leaves, or allow more"
        case .diverged(let round): "the training loss is not finite after round \(round); lower the learning rate or scale the targets"
        }
    }
}

import Testing

/// Records an issue unless two numbers are near enough.
///
/// - Parameters:
///   - found: what the code under test computed.
///   - expected: what it should be, preferably in higher precision.
///   - tolerance: how near; for a single number ``Tolerance/nmse(_:)`` compares squares.
public func expectClose<Found: BinaryFloatingPoint, Expected: BinaryFloatingPoint>(
    _ found: Found, _ expected: Expected, _ tolerance: Tolerance, _ comment: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expectClose(CollectionOfOne(found), CollectionOfOne(expected), tolerance, comment(), sourceLocation: sourceLocation)
}

/// Records one issue, with the worst element, unless all elements of two collections are near enough.
///
/// - Parameters:
///   - found: what the code under test computed.
///   - expected: what it should be, preferably in higher precision; same count.
///   - tolerance: how near, for each element, or for all together with ``Tolerance/nmse(_:)``.
public func expectClose<Found: Collection, Expected: Collection>(
    _ found: Found, _ expected: Expected, _ tolerance: Tolerance, _ comment: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) where Found.Element: BinaryFloatingPoint, Expected.Element: BinaryFloatingPoint {
    guard found.count == expected.count else {
        record("found \(found.count) elements, expected \(expected.count)", comment(), sourceLocation)
        return
    }
    var worst = (index: 0, error: -1.0, found: "", expected: "")
    var (squares, reference) = (0.0, 0.0)
    for (index, (a, b)) in zip(found, expected).enumerated() {
        let error = tolerance.error(a, b)
        if error > worst.error { worst = (index, error, "\(a)", "\(b)") }
        if error > 0 { squares += (Double(a) - Double(b)) * (Double(a) - Double(b)) }
        reference += Double(b) * Double(b)
    }
    var error = worst.error
    if case .nmse = tolerance {
        error = squares == 0 ? 0 : squares / reference
        if error.isNaN { error = .infinity }
    }
    guard error > tolerance.bound else { return }
    record(
        "error \(error) exceeds \(tolerance); worst at index \(worst.index): found \(worst.found), expected \(worst.expected)",
        comment(), sourceLocation)
}

private func record(_ message: String, _ comment: String, _ location: SourceLocation) {
    Issue.record("\(comment.isEmpty ? "" : comment + ": ")\(message)", sourceLocation: location)
}

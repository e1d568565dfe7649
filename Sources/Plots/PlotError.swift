/// What can go wrong between a figure and its picture.
public enum PlotError: Error, Equatable, Sendable {
    /// gnuplot is not installed.
    case gnuplotMissing(searched: String)
    /// gnuplot did not like the script; its first words of complaint.
    case gnuplotFailed(figure: String, message: String)
    /// There is nothing to draw.
    case nothingToDraw(figure: String, reason: String)
}

extension PlotError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .gnuplotMissing(let searched):
            "plots are drawn by gnuplot, and \(searched) was not found; run `make setup`, or install the Debian package gnuplot-nox"
        case .gnuplotFailed(let figure, let message): "gnuplot could not draw the figure \(figure): \(message)"
        case .nothingToDraw(let figure, let reason): "the figure \(figure) has nothing to show: \(reason)"
        }
    }
}

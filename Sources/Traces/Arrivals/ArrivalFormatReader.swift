/// Reads the sources of a format of requests one after the other into one log.
protocol ArrivalFormatReader {
    /// Reads a source to its end.
    mutating func read(_ opened: OpenedSource, into log: inout ArrivalLog) throws(TraceError)

    /// Tells the log what is known only at the end.
    mutating func finish(_ log: inout ArrivalLog) throws(TraceError)
}

extension ArrivalFormatReader {
    mutating func finish(_ log: inout ArrivalLog) {}
}

/// Notes requests that are earlier than the one before them, in formats that promise an order.
struct ArrivalOrder {
    private var last = Int64.min

    /// Takes the next time.
    /// - Parameter describe: the place of the row and the time as text.
    /// - Throws: ``TraceError/outOfOrder(at:series:time:)`` when that is what the options ask for.
    @inline(__always)
    mutating func take(
        _ time: Int64, of name: String, _ session: ReadingSession, describe: () -> (place: TraceLocation, time: String)
    ) throws(TraceError) {
        if time < last {
            let (place, text) = describe()
            if session.options.outOfOrder == .error { throw .outOfOrder(at: place, series: name, time: text) }
            session.log.add(.outOfOrder) { Finding(kind: .outOfOrder, series: name, time: text, location: place) }
        }
        last = time
    }
}

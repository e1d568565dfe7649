/// Starts of instances one by one, by cluster.
struct EucalyptusArrivalReader: ArrivalFormatReader {
    let session: ReadingSession

    mutating func read(_ opened: OpenedSource, into log: inout ArrivalLog) throws(TraceError) {
        let instances = try InstanceLog(opened, session)
        let number = log.number(of: instances.name)
        for one in instances.instances { log.append(one.use.start, to: number) }
        if let (_, last) = instances.span { log.covered.to = max(log.covered.to ?? 0, last) }
    }
}

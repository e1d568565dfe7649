extension TraceReader {
    /// Reads the lives of instances from logs of Eucalyptus or tables of virtual machines of Azure V1; `-` is standard input.
    ///
    /// Instances of a log that never stop are ``InstanceLife/Outcome/censored`` at its end; so are machines of Azure that are there when the
    /// trace ends. Several files are one trace: their instances need names of their own.
    /// - Throws: ``TraceError`` with the place of the first thing that cannot be read; ``TraceError/noRequests(file:format:)`` for formats
    ///   without instances.
    public static func lives(
        paths: [String], options: TraceReadingOptions = TraceReadingOptions()
    ) throws(TraceError) -> [InstanceLife] {
        try lives(paths.map(ByteSource.init(path:)), options: options)
    }

    /// Reads the lives of instances from sources.
    /// - Throws: ``TraceError``, as ``lives(paths:options:)`` does.
    public static func lives(
        _ sources: [ByteSource], options: TraceReadingOptions = TraceReadingOptions()
    ) throws(TraceError) -> [InstanceLife] {
        let session = ReadingSession(options: options)
        var (lives, names) = ([InstanceLife](), Set<String>())
        for source in try TarArchive.expanded(sources) {
            let opened = try OpenedSource(source)
            try opened.checkContent()
            let found: [InstanceLife]
            switch try FormatDetector.detect(opened, options: options) {
            case .eucalyptus: found = try InstanceLog(opened, session).lives
            case .azureVMTable: found = try AzureVM.lives(opened, options)
            case let format: throw .noRequests(file: source.name, format: format)
            }
            for life in found where !names.insert(life.id).inserted { throw .series(.duplicateSeries(life.id)) }
            lives += found
        }
        return lives
    }
}

extension InstanceLog {
    /// The instances in the order of their starts in the log.
    var lives: [InstanceLife] {
        instances.indices.map { index in
            let one = instances[index]
            return InstanceLife(
                id: id(of: index), cores: one.use.cores, node: nodes[one.node], submitted: one.use.start / 1_000,
                done: one.use.end / 1_000, outcome: one.isStopped ? .completed : .censored)
        }
    }
}

extension AzureVM {
    /// The machines of a table in its order.
    static func lives(_ opened: OpenedSource, _ options: TraceReadingOptions) throws(TraceError) -> [InstanceLife] {
        let scanner = try opened.scanner(options)
        scanner.assume(header: header)
        var (lives, end) = ([InstanceLife](), Int64.min)
        while try scanner.nextRow() {
            let machine = try AzureVM(scanner)
            let id = try scanner.text(try scanner.identifier(0), column: 0)
            let user = try scanner.text(scanner.field(1).trimmed, column: 1)
            end = max(end, machine.use.end / 1_000)
            lives.append(
                InstanceLife(
                    id: id, user: user, cores: machine.use.cores, submitted: machine.use.start / 1_000, done: machine.use.end / 1_000))
        }
        // Whoever is there at the end of the trace was not seen to end.
        for index in lives.indices where lives[index].done == end { lives[index].outcome = .censored }
        return lives
    }
}

import ArgumentParser
import Headroom

/// `headroom simulate aapa`.
struct SimulateAAPACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aapa",
        abstract: "Archetype-aware autoscaling (AAPA) from trace to table, as published and corrected.",
        discussion: """
            Windows of an hour are classified, and the end of every function is simulated under an HPA, one predictive model for all, and
            the archetypes. --compat does what the published code does, faults included: its rules, its simulator, its policies; the hours
            that its published numbers come from are run first. Without it the classes are those of the shipped classifier, the HPA is
            Kubernetes', and pods serve. Without --data the functions are synthetic and of known class.

            Examples:
              headroom simulate aapa --data invocations.csv
              headroom simulate aapa --data invocations.csv --compat --seeds 5 --frozen-classes
              headroom simulate aapa --functions 10 --days 14 --model seasonal-quantile --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json, csv }

    @OptionGroup(title: "Data") var data: DataOptions

    @Option(help: "Without --data: synthetic functions of each class.")
    var functions = 5

    @Option(help: "Without --data: days of each function.")
    var days = 14

    @Option(help: "Minutes at the end of every series that are simulated; default: the last seventh.")
    var last: Int?

    @Option(help: "Fewest events of a function that takes part.")
    var minimumTotal = 1_000.0

    @Option(help: "Least share of minutes with an event of a function that takes part.")
    var minimumActivity = 0.1

    @Flag(help: "Do what AAPA's published code does.")
    var compat = false

    @Option(help: "With --compat: runs of every function, with consecutive seeds.")
    var seeds = 1

    @Flag(help: "With --compat: hand classes over in the first 37 minutes only, as the published helper does.")
    var frozenClasses = false

    @Option(help: ArgumentHelp("Classifier; default is the one that comes with the program.", valueName: "file.safetensors"))
    var classifier: String?

    @Option(help: "Model file, or a family that is fitted on the time before the simulation, for AAPA with forecasts; default: none.")
    var model: ModelArgument?

    @OptionGroup(title: "Deployment") var deployment: DeploymentOptions
    @OptionGroup(title: "Requests") var requests: RequestOptions

    @Option(help: "Minutes of the season of the generic policy; default: the cycle found in each function's past.")
    var period: Int?

    @Option(help: "Form of the output: text, json, csv.")
    var format: Format = .text

    @OptionGroup(title: "Model") var recipe: RecipeOptions
    @OptionGroup(title: "Computation") var compute: ComputeOptions

    mutating func validate() throws {
        guard seeds >= 1, functions >= 1, days >= 1 else {
            throw ValidationError("--seeds, --functions and --days are 1 or more, found \(seeds), \(functions) and \(days)")
        }
        if let last, last < 1 { throw ValidationError("--last is a number of minutes, found \(last)") }
        if !compat, seeds != 1 || frozenClasses { throw ValidationError("--seeds and --frozen-classes belong to --compat") }
        try deployment.validate(with: requests)
        if compat, requests.mode != .flow { throw ValidationError("--compat has the published simulator; leave --mode out") }
        if compat, classifier != nil || model != nil {
            throw ValidationError("--compat labels by rules and forecasts as published; leave --classifier and --model out")
        }
    }

    func run() throws {
        let source = try source()
        if source.skipped > 0 {
            Standard.error("note: \(source.skipped) functions have too few events or active minutes and are left out")
        }
        guard !source.subjects.isEmpty else {
            throw ValidationError("no function is lively enough to simulate; lower --minimum-total or --minimum-activity")
        }
        let document = AAPADocument(
            compatible: compat ? published(source.subjects) : nil, corrected: compat ? nil : try corrected(source))
        switch format {
        case .text: Standard.output(AAPARows.text(document))
        case .json: Standard.output(try JSONOutput.text(document))
        case .csv: Standard.output(AAPARows.csv(document))
        }
    }

    private func source() throws -> ScalingSubjects {
        let kernels = Kernels(compute.compute.instructionSet)
        let labels: ScalingSubjects.Labels =
            compat ? .compatibleRules : .classifier(try classifier.map { try .load($0, kernels: kernels) } ?? .shipped(kernels: kernels))
        func subjects(_ set: SeriesSet, truths: [String: Archetype] = [:]) throws -> ScalingSubjects {
            try ScalingSubjects(
                set, labels: labels, last: last, minimumTotal: minimumTotal, minimumActivity: minimumActivity, truths: truths,
                compute: compute.compute)
        }
        guard data.data.isEmpty else { return try subjects(data.read(threads: compute.threads).set) }
        let made = try ArchetypeSetGenerator(functionsPerClass: functions, days: days, seed: compute.seed).generate(
            threads: compute.threads)
        let truths = zip(made.set.series, made.functions).compactMap { series, function in
            Archetype(rawValue: function.behaviour.rawValue).map { (series.id, $0) }
        }
        return try subjects(made.set, truths: Dictionary(uniqueKeysWithValues: truths))
    }

    private func published(_ subjects: [ScalingSubject]) -> AAPADocument.Compatible {
        let study = CompatibleScalingStudy(
            seeds: seeds, seed: compute.seed, classLimit: frozenClasses ? CompatibleClassFeed.publishedMinutes : nil)
        return AAPADocument.Compatible(
            published: PublishedAAPAResults.all, hours: study.runHours(threads: compute.threads),
            functions: study.run(subjects, threads: compute.threads))
    }

    private func corrected(_ source: ScalingSubjects) throws -> AAPAStudyReport {
        let (deployment, startUp) = try self.deployment.deployment(target: 0.7, requests: requests)
        let study = AAPAStudy(
            capacity: self.deployment.capacity.rule, deployment: deployment, season: period,
            mode: try requests.simulationMode(startUp: startUp, seed: compute.seed))
        guard let model, let step = source.subjects.first?.trace.step else {
            return try study.run(source.subjects, threads: compute.threads)
        }
        let lead = AAPAPolicy(.given(.stationary)).lead(on: deployment)
        let window = PolicyRun(deployment: deployment, step: step).window(covering: lead)
        let fitted = try fit(model, source, horizon: window)
        return try study.run(
            source.subjects,
            forecasts: { try ModelForecastSource(fitted, series: $0.trace.series, horizon: window) }, threads: compute.threads)
    }

    /// Loads or fits the model; only values before the simulated minutes are known to a fit.
    private func fit(_ model: ModelArgument, _ source: ScalingSubjects, horizon: Int) throws -> any FittedForecaster {
        switch model {
        case .file(let path): return try ModelStore.restore(ModelStore.load(path), name: path, compute: compute.compute)
        case .family(let family):
            let progress = ProgressLine()
            defer { progress.finish() }
            let counts = source.subjects.map(\.trace.range.lowerBound)
            let training = TrainingSet(source.set, counts: counts, seasons: data.seasons(of: source.set, counts: counts))
            let options = FitOptions(seed: compute.seed, compute: compute.compute, progress: progress.handler)
            let outcome = try recipe.recipe(family, horizon: horizon).fit(on: training, options: options)
            if let note = outcome.note { Standard.error("note: \(note)") }
            return outcome.model
        }
    }
}

/// What `headroom simulate aapa` prints, for programs.
struct AAPADocument: Codable {
    /// The published code's way.
    struct Compatible: Codable {
        /// What was published.
        var published: [PublishedAAPAResults]
        /// The four hours of known class.
        var hours: CompatibleScalingReport
        /// The functions of the trace.
        var functions: CompatibleScalingReport
    }

    var compatible: Compatible?
    var corrected: AAPAStudyReport?
}

extension TraceFormat {
    /// Whether rows have several values, of which the options may choose one.
    var hasChoiceOfValues: Bool {
        [.alibabaMachineUsage, .azureVMReadings, .bitbrains, .sockShop, .edgePipelines, .vicElec, .google2011].contains(self)
    }

    /// Whether columns may be counters: tables of monitoring, and tables of anything.
    var mayHoldCounters: Bool {
        switch self {
        case .longCSV, .nab, .wideCSV, .alibabaMachineUsage, .genAIMetrics, .azureVMReadings, .azureVMWide, .dataCentre, .bitbrains,
            .sockShop,
            .edgePipelines:
            true
        default: false
        }
    }
}

/// The forms of demand that are read, each recognised by its header.
public enum TraceFormat: String, Hashable, Sendable, Codable, CaseIterable {
    /// `unique_id,ds,y[,covariates]`, one row per series and time; the native form.
    case longCSV = "long"
    /// Azure Functions 2019: one row per function, one column per minute of a day.
    case azureFunctions2019 = "azure-functions-2019"
    /// Azure Functions 2021: `app,func,end_timestamp,duration`, one row per invocation.
    case azureFunctions2021 = "azure-functions-2021"
    /// Azure LLM inference: `TIMESTAMP,ContextTokens,GeneratedTokens`, one row per request.
    case azureLLM = "azure-llm"
    /// OpenDC's function traces: `Timestamp [ms],Invocations,…,name`, one row per function and minute.
    case faasFunctionWeek = "faas-function-week"
    /// Numenta anomaly benchmark: `timestamp,value`, one series per file.
    case nab = "nab"
    /// One column per series, with or without a column of times.
    case wideCSV = "wide"
    /// One row per series: an identifier, then values (`V1,V2,…` of the M competitions).
    case rowPerSeries = "rows"
    /// Numbers separated by blanks, commas or line ends: one series per file.
    case bareNumbers = "bare"
    /// `unique_id,ds`: one row per request, counted in bins.
    case arrivals = "arrivals"
    /// Mooncake: requests to a language model as JSON lines with `timestamp`, `input_length` and `output_length`.
    case mooncake = "mooncake"
    /// Alibaba GenAI 2026: `gmt_create,…,checkpoint_model_version_id,…`, one row per request for a picture.
    case genAIRequests = "genai-requests"
    /// Azure VM V1 arrivals: `SECONDS FLAVOUR,|,FLAVOUR…`, one line per 5 minutes.
    case azureVMArrivals = "azure-vm-arrivals"
}

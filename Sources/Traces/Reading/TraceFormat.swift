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
    /// Alibaba 2018, `machine_usage`: `m_1932,386640,41,92,…` without a header, one row per machine and time.
    case alibabaMachineUsage = "alibaba-2018"
    /// Alibaba GenAI 2026: `value,timestamp_anon,container_ip`, one row per container and time.
    case genAIMetrics = "genai-metrics"
    /// Azure VM V1, readings: `timestamp,vm id,min cpu,max cpu,avg cpu` without a header.
    case azureVMReadings = "azure-vm-readings"
    /// Azure VM V1 as a wide table: `timestamp` in seconds from the beginning, one column per machine.
    case azureVMWide = "azure-vm-wide"
    /// Means over a data centre (Alibaba 2018, Google 2019, Azure V2): one column per resource.
    case dataCentre = "datacentre"
    /// Bitbrains GWA-T-12: `Timestamp [ms];⇥CPU cores;⇥…`, one machine per file.
    case bitbrains = "bitbrains"
    /// Sock Shop: `timestamp,service,request_rate_rps,…`.
    case sockShop = "sockshop"
    /// Edge pipelines: `timestamp;cluster;pipeline_id;…`.
    case edgePipelines = "edge-pipelines"
    /// Wikipedia page views: `Page,date,value`.
    case wikipedia = "wikipedia"
    /// Demand for electricity in Victoria: `Time,Demand,Temperature,Date,Holiday`.
    case vicElec = "vic-elec"
    /// PlanetLab: one machine and day per file, a whole CPU % per line every 5 minutes; known by its folder (`20110303`).
    case planetLab = "planetlab"
    /// Machines built from Google's trace of 2011: `vm_…`, CPU % and memory % per line every 5 minutes.
    case google2011 = "google-2011"
    /// Requests per second of NASA (1995) and Twitter (2021), separated by blanks; known by their folder.
    case secondCounts = "second-counts"
    /// Monash `.tsf`: `@` lines, then one series per line.
    case tsf = "tsf"
    /// Azure VM V1, `vmtable` without a header: one machine per row with its creation, deletion and cores.
    case azureVMTable = "azure-vm-table"
    /// Eucalyptus: `START SECONDS INSTANCE NODE CORES` and `STOP SECONDS INSTANCE`.
    case eucalyptus = "eucalyptus"
    /// KSWD (AAPAset): one workload per JSON file.
    case kswd = "kswd"
    /// `unique_id,ds`: one row per request, counted in bins.
    case arrivals = "arrivals"
    /// Mooncake: requests to a language model as JSON lines with `timestamp`, `input_length` and `output_length`.
    case mooncake = "mooncake"
    /// Alibaba GenAI 2026: `gmt_create,…,checkpoint_model_version_id,…`, one row per request for a picture.
    case genAIRequests = "genai-requests"
    /// Azure VM V1 arrivals: `SECONDS FLAVOUR,|,FLAVOUR…`, one line per 5 minutes.
    case azureVMArrivals = "azure-vm-arrivals"
}

import Glibc
import Headroom

/// A table to be read in a benchmark, made from a fixed seed where there is none.
struct IngestSample {
    /// Name of the case.
    let name: String
    /// Name of the file.
    let file: String
    /// Makes the lines, each with its end, one after the other.
    let lines: @Sendable (_ write: (String) throws -> Void) throws -> Void

    static let all = [azure2019, long, azure2021, requests]

    /// One row per function and one column per minute, mostly zeros; the file of this name from the peers' script is the same shape.
    static let azure2019 = IngestSample(name: "azure 20,000 rows", file: "azure.csv") { write in
        var random = RandomStream(seed: 11, purpose: "azure 2019")
        try write("HashOwner,HashApp,HashFunction,Trigger," + (1...1_440).map(String.init).joined(separator: ",") + "\n")
        for row in 0..<20_000 {
            var line = "\(hash(row / 9)),\(hash(row / 3 + 1 << 32)),\(hash(row + 2 << 32)),http"
            let rate = min(max(exp(random.normal() * 3 - 3.2), 1e-4), 3e4)
            let period = random.int(below: 3) == 0 ? [1, 5, 10, 15, 30, 60][random.int(below: 6)] : 0
            for minute in 0..<1_440 {
                // A rounded normal has the spread of a Poisson count; small rates are single calls.
                let mean = rate * (1 + 0.5 * sin(Double(minute) / 229.2))
                let count = mean < 5 ? (Double(random.uniform()) < mean ? 1 : 0) : max(0, mean + mean.squareRoot() * random.normal())
                line += ",\(period > 0 ? (minute % period == 0 ? 1 : 0) : Int(count.rounded()))"
            }
            try write(line + "\n")
        }
    }

    /// Hourly values with decimals, series after series.
    static let long = IngestSample(name: "long table 1,000,000 rows", file: "long.csv") { write in
        var random = RandomStream(seed: 12, purpose: "long table")
        try write("unique_id,ds,y\n")
        for series in 0..<1_000 {
            for hour in 0..<1_000 {
                let time = TimeAxis.Kind.clock.format(1_577_836_800_000_000_000 + Int64(hour) * 3_600_000_000_000)
                try write("series-\(series),\(time),\(random.uniform() * 1_000)\n")
            }
        }
    }

    /// One row per invocation, functions in any order, times with all their digits.
    static let azure2021 = IngestSample(name: "azure 2021 events 500,000 rows", file: "azure-2021.csv") { write in
        var random = RandomStream(seed: 13, purpose: "azure 2021")
        try write("app,func,end_timestamp,duration\n")
        for row in 0..<500_000 {
            let function = random.int(below: 400)
            let end = Double(row) * 0.35 + random.uniformDouble()
            let duration = (random.uniformDouble() * 100).rounded() / 1_000
            try write("\(hash(function / 4)),\(hash(function + 3 << 32)),\(end),\(min(duration, end))\n")
        }
    }

    /// One row per request with its tokens.
    static let requests = IngestSample(name: "azure llm 500,000 rows", file: "azure-llm.csv") { write in
        var random = RandomStream(seed: 14, purpose: "azure llm")
        try write("TIMESTAMP,ContextTokens,GeneratedTokens\n")
        for row in 0..<500_000 {
            let tenths = Int64(row) * 3
            let second = TimeAxis.Kind.clock.format((1_700_158_546 + tenths / 10) * 1_000_000_000).prefix(19)
            let time = second.replacing("T", with: " ")
            try write(
                "\(time).\(tenths % 10)\(100_000 + random.int(below: 899_999)),\(random.int(below: 4_000)),\(random.int(below: 700))\n")
        }
    }

    /// Writes the file.
    func write(to path: String) throws {
        let table = try TableFile(path: path)
        try lines { line in try table.append { $0.append(contentsOf: line.utf8) } }
        try table.commit()
    }

    /// 64 digits of a number, like the hashes of these traces.
    private static func hash(_ number: Int) -> String {
        var random = RandomStream(seed: UInt64(number), purpose: "hash")
        return (0..<4).map { _ in
            let digits = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

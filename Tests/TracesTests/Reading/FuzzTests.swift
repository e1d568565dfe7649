import Foundation
import Testing
import Traces

/// Damaged fixtures, thousands of them, the same ones on every run: never a trap, and every success consistent with itself.
struct FuzzTests {
    /// Linear congruential generator: the runs must not depend on anything else.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 32) | (state << 32)
        }
    }

    private static let seeds: [[UInt8]] = {
        let texts = [
            "unique_id,ds,y,x\na,2020-01-01,1,2\na,2020-01-02,3,\nb,2020-01-01T00:00:00Z,4.5,1\nb,2020-01-02,nan,0\n",
            "unique_id,ds,y\na,1,1\na,2,2\na,3,3\na,7,4\n", "date,\"a b\",c\n2020-01-01 00:00,1,2\n2020-01-01 01:00,,3\n",
            "V1,V2,V3\nH1,1,2\nH2,3,\n", "1 2 3\n4 nan 5,6;7\n", "timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01 00:05:00,2\n",
            "0.5,1\n0.6,2\n", "HashOwner,HashApp,HashFunction,Trigger,1,2,3\no,a,f,http,1,2,3\no,a,g,timer,0,,9\n",
            "app,func,end_timestamp,duration\na,f,100.5,0.25\na,g,130,1\na,f,200,1e-3\n",
            "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:18:46.6805900,3,4\n",
            "unique_id,ds\na,1\nb,62.5\na,180\n", "300 g,|,b,g\n900 |,b\n", "24\n34\n100\n", "6.763 5.103\n7.288 5.139\n",
            "{\"timestamp\": 0, \"input_length\": 6758}\n{\"timestamp\": 63000, \"input_length\": 5, \"output_length\": 7}\n",
            "m_1,10,41,92,,,43.04,33.08,5\nm_1,20,43,92,,,43.04,33.08,-1\nm_2,10,7,92,,,43.04,33.08,101\n",
            "0,a+/=,2.5,3.5,3\r\n0,b,1,9,4\r\n300,a+/=,2,4,3.5\r\n", "timestamp,1633748,1050146 8\n0,44.46,5.861\n300,1,2\n",
            "cpu_util_percent,mem_util_percent,net_in,net_out,disk_io_percent\n1,2,3,4,5\n1,2,3,4,5\n",
            "Timestamp [ms];\tCPU cores;\tCPU usage [%]\n1376314846;\t4;\t5.5\n1376315147;\t4;\t6\n1376315147;\t4;\t7\n",
            "timestamp;cluster;pipeline_id;fps;node_cpu_usage\n100;c1;;;4.5\n100;c1;p1;25.0;\n105;c1;;;5\n105;c1;;;5\n",
            "@relation T\n@attribute series_name string\n@attribute start date\n@frequency daily\n@data\nT1:2010-07-01 00-30-00:1.5,?,3\n",
            "START 0 i-1 n1 2\nSTART 30 i-2 n1 4\nSTOP 90 i-1\nSTOP 120 i-2\n",
            "{\"workload_id\": \"w\", \"request_trace\": {\"timestamps\": [\"2019-07-01T00:00:00Z\", \"2019-07-01T00:01:00Z\"], "
                + "\"requests_per_minute\": [3, null]}}",
        ]
        let names = ["azure-functions-2021.csv", "azure-llm-2023-conv.csv", "faas-function-week.csv", "azure-functions-2019-480.csv"]
        let files = names.compactMap { try? Fixture.bytes($0) }.map { wholeLines($0) }
        return texts.map { Array($0.utf8) } + files
    }()

    /// The first lines, about six thousand bytes of them.
    private static func wholeLines(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes[...(bytes.prefix(6_000).lastIndex(of: 0x0a) ?? bytes.count - 1)])
    }

    private static let pieces: [[UInt8]] =
        [
            "\"", "\"\"", ",", ",,,", "\n", "\r\n", "\r", "\0", "-", "1e999", "nan", "inf", "9999999999999999", "0000-00-00",
            "2020-02-30T25:61:61Z",
            "1700-01-01", "2199-12-31", "60", ";", "\u{feff}", "é", "1_minute", "unique_id", "ds", "99999999999999999999", "-1", ".", "\t",
        ].map { Array($0.utf8) } + [[0xff], [0xc3], [0x1f, 0x8b]]

    private func mutated(_ bytes: [UInt8], _ random: inout Generator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard !bytes.isEmpty else { break }
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 1...20, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(at..<end)
            case 2: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 3: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: at)
            case 4: bytes.removeLast(bytes.count - at)
            default:
                // Numbers and separators change places most often in practice.
                bytes[at] = Array("0123456789,.-\n\": eTZ".utf8).randomElement(using: &random) ?? 0x30
            }
        }
        return bytes
    }

    @Test func damagedTables() {
        var random = Generator(state: 20_261_121)
        var successes = 0
        for seed in Self.seeds {
            for _ in 0..<(seed.count > 1_000 ? 30 : 200) {
                let bytes = mutated(seed, &random)
                bytes.withUnsafeBytes { successes += fuzzCSV($0) }
            }
        }
        #expect(successes > 1_000, "mutations that never leave a readable table test only the first check")
    }

    @Test func damagedGzip() throws {
        let folder = try ScratchFolder()
        var random = Generator(state: 7)
        for seed in Self.seeds.prefix(10) {
            let path = folder.file("x.gz")
            let table = try TableFile(path: path)
            try table.append { $0.append(contentsOf: seed) }
            try table.commit()
            let packed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            for _ in 0..<100 { mutated(packed, &random).withUnsafeBytes { _ = fuzzCSV($0) } }
        }
    }

    @Test func untouchedSeedsAreReadable() {
        for seed in Self.seeds { seed.withUnsafeBytes { bytes in #expect(fuzzCSV(bytes) > 0) } }
    }
}

import FoundationEssentials
import Glibc
import Headroom
import TestSupport
import Testing

/// The command line as users meet it: a process with arguments, streams and an exit code.
@Suite struct CommandLineTests {
    struct Outcome {
        var code: Int32
        var output: String
        var error: String
    }

    /// The tool lies beside the test bundle.
    static let tool: String = {
        let here = CommandLine.arguments[0]
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? here
        // `swift test` runs the bundle through a helper of the toolchain; the bundle's own path is among the arguments.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? own
        return bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/headroom"
    }()

    static func run(_ arguments: String, input: String = "") -> Outcome {
        let folder = TemporaryFolder()
        writeFile(folder.file("in"), Array(input.utf8))
        let command = "'\(tool)' \(arguments) < '\(folder.file("in"))' > '\(folder.file("out"))' 2> '\(folder.file("err"))'"
        let status = system(command)
        func text(_ name: String) -> String { String(decoding: readFile(folder.file(name)), as: UTF8.self) }
        return Outcome(code: (status >> 8) & 0xff, output: text("out"), error: text("err"))
    }

    static func table(values: Int) -> String {
        var text = "unique_id,ds,y\n"
        for id in ["a", "b"] { for t in 0..<values { text += "\(id),\(t),\(10 + (t + (id == "a" ? 0 : 2)) % 6)\n" } }
        return text
    }

    @Test func helpAndVersion() {
        #expect(Self.run("--version").output == HeadroomVersion.current + "\n")
        for verb in [
            "", "trace inspect", "trace convert", "trace replay", "trace synthesize", "trace synthesize dimensional", "train", "backtest",
            "forecast", "simulate", "simulate aapa", "bench", "plot forecast", "plot utilisation", "plot lifetimes", "models",
            "study relation", "classify", "classify train", "classify score",
        ] {
            let outcome = Self.run("\(verb) --help")
            #expect(outcome.code == 0 && outcome.output.contains("USAGE"), "\(verb): \(outcome.error)")
        }
    }

    @Test(arguments: [
        "train --data x.csv", "train --data x --horizon 0 --output m.safetensors", "train --data x --horizon 5 --output m.bin",
        "forecast --model lstm --data x --horizon 4 --quantiles 0.5,0.2", "simulate --data x --level 1.5", "nonsense",
        "backtest --horizon 3 --model naive", "backtest --data x --horizon 3 --model gbt --features lag_0,hour",
        "backtest --data x --horizon 3 --model gbt --loss median", "backtest --data x --horizon 3 --model gbt --rows many",
        "backtest --data x --horizon 3 --model gbt --strategy both", "backtest --data x --horizon 3 --model naive --ceiling-levels 0.9,0.5",
        "backtest --data x --horizon 3 --model naive --spikes --spike-level 1",
        "backtest --data x --horizon 3 --model naive --spikes --activation-delay soon",
        "backtest --data x --horizon 3 --model naive --prices 19", "backtest --data x --horizon 3 --model naive --prices 1:-2",
        "backtest --data x --horizon 3 --model naive --prices 1:9 --hold 0", "study relation --data x --horizon 3 --model naive",
        "study relation --data x --horizon 3 --model naive seasonal-quantile --prices nothing",
    ])
    func badUsageIsTwo(arguments: String) {
        let outcome = Self.run(arguments)
        #expect(outcome.code == 2, "\(outcome)")
        #expect(!outcome.error.isEmpty)
    }

    @Test func badDataIsSixtyFiveWithAPlace() {
        let folder = TemporaryFolder()
        let path = folder.file("bad.csv")
        writeFile(path, Array("unique_id,ds,y\na,0,1\na,1,oops\n".utf8))
        let outcome = Self.run("backtest --data '\(path)' --horizon 2 --model naive --forecasts '\(folder.file("out.csv"))'")
        #expect(outcome.code == 65)
        #expect(outcome.error.contains("bad.csv") && outcome.error.contains("3"), "\(outcome.error)")
        #expect(folder.contents == ["bad.csv"], "no partial output")
        writeFile(folder.file("m.safetensors"), Array("nonsense".utf8))
        #expect(Self.run("forecast --model '\(folder.file("m.safetensors"))' --data '\(path)'").code == 65)
    }

    /// Streams are scored before windows, of a family as of a file, and a file that was not trained for it is refused.
    @Test func streamsAreScoredBesideWindows() {
        let folder = TemporaryFolder()
        let (data, model) = (folder.file("data.csv"), folder.file("m.safetensors"))
        writeFile(data, Array(Self.table(values: 240).utf8))
        let settings = "--data '\(data)' --horizon 6 --season 6 --steps 20 --hidden 8 --context 12 --format json"
        let fitted = Self.run("backtest \(settings) --model lstm --streaming --maximum-age 20")
        #expect(fitted.code == 0, "\(fitted.error)")
        let rows = fitted.output.split(separator: "\n").filter { $0.contains("\"model\"") }.map(String.init)
        #expect(rows.count == 3 && rows[0].contains("lstm streaming") && rows[2].contains("seasonal-naive"), "\(rows)")
        #expect(Self.run("train \(settings) --output '\(model)' --streaming --maximum-age 20").code == 0)
        let stored = Self.run("backtest \(settings) --model '\(model)' --streaming")
        #expect(stored.code == 0 && stored.output.contains("m.safetensors streaming"), "\(stored.error)")
        #expect(Self.run("train \(settings) --output '\(model)'").code == 0)
        let refused = Self.run("backtest \(settings) --model '\(model)' --streaming")
        #expect(refused.code == 1 && refused.error.contains("not trained to be streamed"), "\(refused.error)")
    }

    /// Seasonal naive announces a spike one season after it was: at slot 175 one slot before the spike at 176, and at 186 for nothing. That at
    /// 165 comes unannounced. The values up to 169 were known, so 176 was announced seven steps ahead.
    @Test(arguments: [("7", 0.5), ("8", 0)]) func spikesAndCeilingsAreScored(delay: String, useful: Double) throws {
        struct Scores: Decodable {
            struct Model: Decodable {
                var model: String, ceilings: [CeilingEvaluation.Level]?, spikes: SpikeEvaluation?
            }
            var models: [Model]
        }
        let folder = TemporaryFolder()
        var text = "unique_id,ds,y\n"
        for t in 0..<200 { text += "a,\(t),\(t == 165 || t == 176 ? 40 : 10)\n" }
        writeFile(folder.file("d.csv"), Array(text.utf8))
        let command = "backtest --data '\(folder.file("d.csv"))' --horizon 10 --season 10 --model naive --spikes"
        let outcome = Self.run("\(command) --activation-delay \(delay) --ceiling-levels 0.5,0.95 --format json")
        #expect(outcome.code == 0, "\(outcome.error)")
        let models = try JSONDecoder().decode(Scores.self, from: Data(outcome.output.utf8)).models
        let naive = try #require(models.last)
        let spikes = try #require(naive.spikes)
        #expect(naive.model == "seasonal-naive" && spikes.spikeSlots == Proportion(count: 2, total: 40) && spikes.tolerance == 2)
        #expect(spikes.scores.actual == 2 && spikes.scores.predicted == 2 && spikes.scores.matched == 1)
        #expect(spikes.scores.usefulRecall == useful && spikes.scores.timingError == 1 && spikes.scores.amplitudeError == 0)
        // Two windows of forty or more: 38 steps and 176, which 175 serves.
        #expect(spikes.shiftTolerantCoverage == Proportion(count: 39, total: 40))
        #expect(naive.ceilings?.map(\.level) == [0.5, 0.95] && naive.ceilings?.map(\.ratio) == [1, 1])
        let table = Self.run("\(command) --ceiling-levels 0.95")
        #expect(table.output.contains("ceiling 0.95") && table.output.contains("2 spikes in 5.0 % of the steps"), "\(table.output)")
        let plain = Self.run(command.replacing(" --spikes", with: "") + " --format json")
        #expect(!plain.output.contains("spikes") && !plain.output.contains("\"ceilings\" : ["))
        let clock = Self.run("\(command) --activation-delay 2m")
        #expect(clock.code == 2 && clock.error.contains("number of steps"), "\(clock.error)")
    }

    /// Train, store, load in another process, forecast: the whole chain on a season of six.
    @Test func trainForecastBacktestSimulate() throws {
        let folder = TemporaryFolder()
        let (data, model) = (folder.file("d.csv"), folder.file("m.safetensors"))
        writeFile(data, Array(Self.table(values: 200).utf8))
        let small = "--context 12 --hidden 8 --steps 60 --batch 16 --threads 1 --season 6"
        let trained = Self.run("train --data '\(data)' --model lstm --horizon 6 --output '\(model)' \(small)")
        #expect(trained.code == 0, "\(trained.error)")
        #expect(trained.output.contains("lstm") && trained.output.contains("seasonal-naive"))

        let first = Self.run("forecast --model '\(model)' --data '\(data)' --quantiles 0.1,0.5,0.9")
        #expect(first.code == 0, "\(first.error)")
        let lines = first.output.split(separator: "\n")
        #expect(lines.count == 13 && lines[0] == "unique_id,cutoff,ds,y,mean,q0.1,q0.5,q0.9")
        #expect(lines[1].hasPrefix("a,199,200,,"))
        let again = Self.run(
            "forecast --model '\(model)' --data - --input-format long --quantiles 0.1,0.5,0.9", input: Self.table(values: 200))
        #expect(again.output == first.output, "standard input reads the same as a file")

        let rounded = Self.run("forecast --model '\(model)' --data '\(data)' --quantiles 0.1,0.5,0.9 --weights bfloat16")
        #expect(rounded.code == 0 && rounded.output.hasPrefix(lines[0]))
        #expect(rounded.error.contains("bfloat16 weights: 2 forecasts differ from float32 by"), "\(rounded.error)")
        let both = Self.run("backtest --data '\(data)' --horizon 6 --model '\(model)' --season 6 --weights bfloat16")
        #expect(both.code == 0 && both.output.contains("m.safetensors bfloat16") && both.error.contains("at most"), "\(both.error)")

        let long = Self.run("forecast --model '\(model)' --data '\(data)' --horizon 20")
        #expect(long.code == 65 && long.error.contains("--recursive"), "\(long.error)")
        let recursive = Self.run("forecast --model '\(model)' --data '\(data)' --horizon 20 --recursive")
        #expect(recursive.code == 0 && recursive.output.split(separator: "\n").count == 41, "\(recursive.error)")

        let scored = Self.run("backtest --data '\(data)' --horizon 6 --model '\(model)' naive --season 6 --format json")
        #expect(scored.code == 0 && scored.output.contains("\"wql\""), "\(scored.error)")

        let result = folder.file("sim.json")
        let simulated = Self.run(
            "simulate --data '\(data)' --model '\(model)' --kind rate --index-step 60s --season 6 --last 40 --capacity 4 --output '\(result)'"
        )
        #expect(simulated.code == 0, "\(simulated.error)")
        for policy in ["static", "hpa", "quantile", "oracle"] { #expect(simulated.output.contains(policy)) }
        #expect(!readFile(result).isEmpty)
    }

    /// What a training takes is said before it begins, also where nobody looks at a terminal; what is not allowed is not begun.
    @Test(arguments: ["lstm --hidden 8", "transformer --width 16 --inner 16", "mlp --hidden 16", "gbt --rounds 5"])
    func memoryIsAnnouncedAndLimited(model: String) {
        let folder = TemporaryFolder()
        let (data, file) = (folder.file("d.csv"), folder.file("m.safetensors"))
        writeFile(data, Array(Self.table(values: 200).utf8))
        let family = model.prefix { $0 != " " }
        let neural = family == "gbt" ? "" : "--steps 2 --batch 16 --context 12"
        let command = "train --data '\(data)' --model \(model) --horizon 6 --season 6 \(neural) --output '\(file)' --format json"
        let trained = Self.run(command)
        #expect(trained.code == 0 && trained.error.hasPrefix("training \(family) needs about "), "\(trained.error)")
        #expect(trained.output.contains("\"memory_estimate_bytes\" : "), "\(trained.output)")
        let quiet = Self.run("\(command) --quiet --memory-limit 8GiB")
        #expect(quiet.code == 0 && quiet.error.isEmpty && quiet.output.contains("\"memory_estimate_bytes\" : "), "\(quiet.error)")
        let refused = Self.run("\(command.replacing("m.safetensors", with: "other.safetensors")) --memory-limit 0.1MB")
        #expect(refused.code == 1 && refused.error.contains("0 MB are allowed; use "), "\(refused.error)")
        #expect(Set(folder.contents) == ["d.csv", "m.safetensors"], "nothing was written")
    }

    /// Paths of any horizon from a causal transformer, and of a naive family within its own.
    @Test func samplePathsAreWritten() {
        let folder = TemporaryFolder()
        let (data, file) = (folder.file("d.csv"), folder.file("m.safetensors"))
        writeFile(data, Array(Self.table(values: 200).utf8))
        let small = "--context 12 --patch 3 --width 16 --inner 16 --steps 20 --batch 16 --season 6 --causal"
        let trained = Self.run("train --data '\(data)' --model transformer --horizon 6 --output '\(file)' \(small)")
        #expect(trained.code == 0, "\(trained.error)")
        let paths = Self.run("forecast --model '\(file)' --data '\(data)' --horizon 9 --paths 4 --seed 2")
        #expect(paths.code == 0, "\(paths.error)")
        let lines = paths.output.split(separator: "\n")
        #expect(lines.count == 1 + 2 * 4 * 9 && lines[0] == "unique_id,cutoff,path,ds,y" && lines[1].hasPrefix("a,199,1,200,"))
        #expect(lines[72].hasPrefix("b,199,4,208,"))
        #expect(Self.run("forecast --model '\(file)' --data '\(data)' --horizon 9 --paths 4 --seed 2").output == paths.output)
        #expect(Self.run("forecast --model '\(file)' --data '\(data)' --horizon 9 --paths 4 --seed 3").output != paths.output)
        let json = Self.run("forecast --model '\(file)' --data '\(data)' --horizon 2 --paths 3 --ndjson")
        #expect(json.output.hasPrefix("{\"unique_id\":\"a\",\"cutoff\":199,\"path\":1,\"ds\":[200,201],\"y\":["), "\(json.output)")
        #expect(json.output.split(separator: "\n").count == 6)
        let ceilings = Self.run("forecast --model '\(file)' --data '\(data)' --horizon 20 --paths 50 --ceiling --quantiles 0.5,0.9")
        #expect(ceilings.output.hasPrefix("unique_id,cutoff,c0.5,c0.9\na,199,") && ceilings.output.split(separator: "\n").count == 3)
        #expect(Self.run("forecast --model '\(file)' --data '\(data)' --paths 3 --recursive").code == 2)
        let refused = Self.run("train --data '\(data)' --model transformer --horizon 6 --output '\(file)' \(small) --architecture mixer")
        #expect(refused.code == 1 && refused.error.contains("only full attention can be causal"), "\(refused.error)")
    }

    /// An interrupted training goes on from its checkpoint and ends where an uninterrupted one does.
    @Test func resumeEndsWhereAnUninterruptedRunEnds() throws {
        let folder = TemporaryFolder()
        let data = folder.file("d.csv")
        writeFile(data, Array(Self.table(values: 200).utf8))
        let common =
            "train --data '\(data)' --horizon 6 --context 12 --hidden 8 --batch 16 --threads 1 --season 6 --transform identity --steps 150"
        let whole = Self.run("\(common) --output '\(folder.file("a.safetensors"))' --checkpoint '\(folder.file("c.safetensors"))'")
        #expect(whole.code == 0, "\(whole.error)")
        // The last checkpoint is the end of the run: going on from it has nothing left to train and gives the same model.
        let resumed = Self.run(
            "\(common) --output '\(folder.file("b.safetensors"))' --checkpoint '\(folder.file("c.safetensors"))' --resume")
        #expect(resumed.code == 0, "\(resumed.error)")
        let (a, b) = (try ModelStore.load(folder.file("a.safetensors")), try ModelStore.load(folder.file("b.safetensors")))
        #expect(a.tensors == b.tensors)
    }
}

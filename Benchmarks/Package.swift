// swift-tools-version: 6.2
// Benchmarks live in a package of their own, so that users of the library never resolve what they need. `make bench` runs them.
// One target a room: a folder NAMEBenchmarks right here (the plugin looks for the folder Benchmarks above it).
import PackageDescription

func benchmarks(_ name: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: [.product(name: "Headroom", package: "headroom"), .product(name: "Benchmark", package: "benchmark")],
        path: name,
        plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

let package = Package(
    name: "headroom-benchmarks",
    dependencies: [
        .package(name: "headroom", path: ".."),
        // Without its traits: the interposers that count allocations do not build here.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [benchmarks("StoreBenchmarks")],
    swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.2
// The architecture of Headroom: one target a room, arrows only downward. See README.md, "The house".
import PackageDescription

let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

let package = Package(
    name: "headroom",
    products: [
        .library(name: "Headroom", targets: ["Headroom"]),
        .executable(name: "headroom", targets: ["HeadroomCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        // Only `make docs` builds it; nothing depends on it.
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
    ],
    targets: [
        // Command line: parse, call one library function, print.
        .executableTarget(
            name: "HeadroomCLI",
            dependencies: ["Headroom", "Plots", "CMachine", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
        // Processors and their speed, for `headroom bench`.
        .target(name: "CMachine", publicHeadersPath: "include"),

        // What an application imports.
        .target(
            name: "Headroom",
            dependencies: [
                "ModelStore", "Autoscaling", "Workloads", "Attention", "Dense", "Recurrent", "Statistical", "Trees", "Forecasting",
                "Replay", "Synthesis", "Traces", "Tensors", "CShippedModels",
            ]),
        // Small model files inside the program.
        .target(name: "CShippedModels", publicHeadersPath: "include"),

        // Edges: figures and pages; model files.
        .target(
            name: "Plots",
            dependencies: [
                "Autoscaling", "Forecasting", "Replay", "Traces", .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        .target(
            name: "ModelStore",
            dependencies: ["Attention", "Dense", "Recurrent", "Statistical", "Trees", "Forecasting", "Traces", "Tensors"]),

        // Decisions: policies and the simulator.
        .target(name: "Autoscaling", dependencies: ["Workloads", "Forecasting", "Traces", "Tensors", "CKernels"]),

        // What a workload does: features of windows and archetypes.
        .target(name: "Workloads", dependencies: ["Trees", "Forecasting", "Traces", "Tensors"]),

        // Model families.
        .target(name: "Attention", dependencies: ["Forecasting", "Traces", "Tensors"]),
        .target(name: "Dense", dependencies: ["Forecasting", "Traces", "Tensors"]),
        .target(name: "Recurrent", dependencies: ["Forecasting", "Traces", "Tensors"]),
        .target(name: "Statistical", dependencies: ["Forecasting", "Traces", "Tensors"]),
        .target(name: "Trees", dependencies: ["Forecasting", "Traces", "Tensors"]),

        // The contract in the middle.
        .target(name: "Forecasting", dependencies: ["Traces", "Tensors"]),

        // New arrivals from traces.
        .target(name: "Replay", dependencies: ["Traces", "Tensors"]),

        // Demand that never was, with known truth.
        .target(name: "Synthesis", dependencies: ["Traces", "Tensors", "CYAML"]),

        // Demand in; numbers underneath.
        .target(name: "Traces", dependencies: ["CKernels", "CZlib"]),
        .target(name: "Tensors", dependencies: ["CKernels", "COpenBLAS"], swiftSettings: lifetimes),

        // C: our kernels, and the doors to system libraries.
        .target(
            name: "CKernels", path: "CKernels", publicHeadersPath: "include",
            cSettings: [.define("NDEBUG", .when(configuration: .release))], linkerSettings: [.linkedLibrary("m")]),
        // Opens the system library when it is first needed.
        .target(name: "COpenBLAS", publicHeadersPath: "include"),
        // Without pkg-config, whose folders would come before those of `make static`.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),

        // Tests mirror the rooms; they name every room they import, or a change of its layout would leave stale tests behind.
        .target(name: "TestSupport", dependencies: ["Tensors", "CAllocationCounter"], path: "Tests/TestSupport"),
        .target(
            name: "NetworkTestSupport", dependencies: ["Forecasting", "Traces", "Tensors", "TestSupport"], path: "Tests/NetworkTestSupport"),
        // Stands before malloc in the test bundle only; benchmarks preload it.
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter", publicHeadersPath: "include"),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors", "CKernels", "TestSupport"]),
        .testTarget(name: "TracesTests", dependencies: ["Traces", "CZlib", "TestSupport"]),
        .testTarget(name: "ReplayTests", dependencies: ["Replay", "Traces", "Tensors", "TestSupport"]),
        .testTarget(name: "SynthesisTests", dependencies: ["Synthesis", "Traces", "Tensors", "TestSupport"]),
        .testTarget(name: "ForecastingTests", dependencies: ["Forecasting", "Traces", "Tensors", "TestSupport"]),
        .testTarget(
            name: "RecurrentTests", dependencies: ["Recurrent", "Forecasting", "Traces", "Tensors", "NetworkTestSupport", "TestSupport"]),
        .testTarget(
            name: "AttentionTests", dependencies: ["Attention", "Forecasting", "Traces", "Tensors", "NetworkTestSupport", "TestSupport"]),
        .testTarget(
            name: "DenseTests", dependencies: ["Dense", "Forecasting", "Traces", "Tensors", "NetworkTestSupport", "TestSupport"]),
        .testTarget(name: "StatisticalTests", dependencies: ["Statistical", "Forecasting", "Traces", "Tensors", "TestSupport"]),
        .testTarget(name: "TreesTests", dependencies: ["Trees", "Forecasting", "Traces", "Tensors", "TestSupport"]),
        .testTarget(
            name: "WorkloadsTests", dependencies: ["Workloads", "Synthesis", "Trees", "Forecasting", "Traces", "Tensors", "TestSupport"]),
        .testTarget(
            name: "AutoscalingTests",
            dependencies: ["Autoscaling", "Workloads", "Synthesis", "Forecasting", "Traces", "Tensors", "CKernels", "TestSupport"]),
        .testTarget(
            name: "ModelStoreTests",
            dependencies: [
                "ModelStore", "Attention", "Dense", "Recurrent", "Statistical", "Trees", "Forecasting", "Traces", "Tensors", "TestSupport",
            ]),
        .testTarget(name: "PlotsTests", dependencies: ["Plots", "Autoscaling", "Forecasting", "Replay", "Traces", "TestSupport"]),
        .testTarget(name: "HeadroomTests", dependencies: ["Headroom", "HeadroomCLI", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17
)

// Warnings of our C, beyond the compiler's defaults; `make lint` (HEADROOM_WARNINGS=error) makes errors of these and of Swift's. A package
// that depends on this one sees neither: SwiftPM ignores warning settings of remote dependencies.
let warningsAreErrors = Context.environment["HEADROOM_WARNINGS"] == "error"
for target in package.targets where target.type != .system {
    if target.name.hasPrefix("C") {
        target.cSettings =
            (target.cSettings ?? []) + ["all", "extra", "conversion", "shadow", "strict-prototypes"].map { .enableWarning($0) }
        if warningsAreErrors { target.cSettings! += [.treatAllWarnings(as: .error)] }
    } else if warningsAreErrors {
        target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
}

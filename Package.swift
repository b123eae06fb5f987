// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]
let cSettings: [CSetting] = [.treatAllWarnings(as: .error)]
let cxxSettings: [CXXSetting] = [.treatAllWarnings(as: .error)]

/// A room of the house: a Swift target of `Sources/` with its test folder in `Tests/`.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [],
    testedWith others: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings),
        .testTarget(
            name: name + "Tests",
            dependencies: [.byName(name: name), "TestSupport"] + dependencies + others,
            exclude: excludedFromTests[name, default: []],
            swiftSettings: swiftSettings),
    ]
}

/// Reference values and the scripts that made them stay beside the tests and out of the build.
let excludedFromTests: [String: [String]] = [
    "Tables": ["Corpus", "Reference"],
    "DataDescription": ["Reference"],
    "Distributions": ["Reference"],
    "HypothesisTests": ["Reference"],
    "TimeToEvent": ["Reference"],
    "ModelFormula": ["Reference"],
    "GeneralizedLinearModels": ["Reference"],
    "FactorScreening": ["Reference"],
    "AnalysisPlans": ["Reference"],
    "ModelValidation": ["Reference"],
    "ActivityHistories": ["Reference"],
]

let package = Package(
    name: "casewise",
    products: [
        .executable(name: "casewise", targets: ["casewise"]),
        .library(name: "Tables", targets: ["Tables"]),
        .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
        .library(name: "TimeToEvent", targets: ["TimeToEvent"]),
        .library(name: "FactorScreening", targets: ["FactorScreening"]),
        .library(
            name: "GeneralizedLinearModels", targets: ["GeneralizedLinearModels", "ModelFormula"]),
        .library(name: "SimulationStudies", targets: ["SimulationStudies"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLAPACK", providers: [.apt(["libblas-dev", "liblapack-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CKernels", cSettings: cSettings),
        .target(
            name: "CBoostMath", cxxSettings: cxxSettings,
            linkerSettings: [.linkedLibrary("m")]),
        .executableTarget(
            name: "casewise",
            dependencies: [
                "AnalysisPlans", "CohortSimulation", "Reporting", "Tables",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        .target(
            name: "SimulationStudies",
            dependencies: [
                "Distributions", "GeneralizedLinearModels", "HypothesisTests", "LinearAlgebra",
                "ModelFormula", "Tables", "TimeToEvent",
            ],
            path: "Tests/SimulationStudies", swiftSettings: swiftSettings),
        .testTarget(
            name: "SimulationStudiesTests", dependencies: ["SimulationStudies"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "CommandLineTests", dependencies: ["casewise", "TestSupport"],
            swiftSettings: swiftSettings),
    ]
        + room("Tables", ["CKernels", "CZlib"])
        + room("ModelFormula", ["CKernels", "Tables"])
        + room("DataDescription", ["Tables"])
        + room("ActivityHistories", ["Tables"])
        + room("LinearAlgebra", ["CLAPACK"])
        + room("Distributions", ["CBoostMath", "CKernels"])
        + room("HypothesisTests", ["Distributions"])
        + room(
            "TimeToEvent",
            ["CKernels", "Distributions", "HypothesisTests", "LinearAlgebra", "Tables"])
        + room(
            "FactorScreening",
            [
                "CKernels", "DataDescription", "Distributions", "GeneralizedLinearModels",
                "HypothesisTests", "ModelFormula", "Tables",
            ])
        + room(
            "AnalysisPlans",
            [
                "ActivityHistories", "DataDescription", "Distributions", "FactorScreening",
                "GeneralizedLinearModels", "HypothesisTests", "ModelFormula", "ModelValidation",
                "Tables", "TimeToEvent",
                .product(name: "Crypto", package: "swift-crypto"),
            ])
        + room(
            "ModelValidation",
            [
                "CKernels", "Distributions", "GeneralizedLinearModels", "HypothesisTests",
                "LinearAlgebra", "ModelFormula", "Tables",
            ])
        + room("Reporting", ["AnalysisPlans"])
        + room("Disclosure")
        + room("Plotting")
        + room(
            "CohortSimulation", ["Distributions"],
            testedWith: [
                "GeneralizedLinearModels", "ModelFormula", "Tables",
                .product(name: "Crypto", package: "swift-crypto"),
            ])
        + room(
            "GeneralizedLinearModels",
            ["CKernels", "Distributions", "LinearAlgebra", "ModelFormula", "Tables"]),
    cxxLanguageStandard: .cxx17
)

// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "casewise", path: "..")],
    targets: [
        .executableTarget(name: "generate", swiftSettings: swiftSettings),
        .executableTarget(
            name: "read-csv", dependencies: [.product(name: "Tables", package: "casewise")],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "coverage",
            dependencies: [.product(name: "SimulationStudies", package: "casewise")],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "pairs",
            dependencies: [
                .product(name: "FactorScreening", package: "casewise"),
                .product(name: "Tables", package: "casewise"),
            ], swiftSettings: swiftSettings),
        .executableTarget(
            name: "survival",
            dependencies: [
                .product(name: "LinearAlgebra", package: "casewise"),
                .product(name: "TimeToEvent", package: "casewise"),
            ], swiftSettings: swiftSettings),
        .executableTarget(
            name: "fit",
            dependencies: [
                .product(name: "GeneralizedLinearModels", package: "casewise"),
                .product(name: "LinearAlgebra", package: "casewise"),
                .product(name: "Tables", package: "casewise"),
            ], swiftSettings: swiftSettings),
        .executableTarget(name: "scan", cSettings: [.treatAllWarnings(as: .error)]),
    ]
)

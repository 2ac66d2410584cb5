// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "cinnabar-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "cinnabar", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        // The same clock, arguments and input for every Swift participant.
        .target(name: "Workload"),
        // GRDB with records written by hand, its fast way.
        .executableTarget(
            name: "GRDBBench", dependencies: ["Workload", .product(name: "GRDB", package: "GRDB.swift")]),
        // Cinnabar through its public interface.
        .executableTarget(
            name: "CinnabarBench",
            dependencies: [
                "Workload", .product(name: "Cinnabar", package: "cinnabar"),
                .product(name: "CinnabarPostgres", package: "cinnabar"),
                .product(name: "CinnabarMySQL", package: "cinnabar"),
            ]),
        // Small requests on Hummingbird, with and without a database: `make bench-web`.
        .executableTarget(
            name: "WebBench",
            dependencies: [
                .product(name: "Cinnabar", package: "cinnabar"),
                .product(name: "CinnabarPostgres", package: "cinnabar"),
                .product(name: "CinnabarHummingbird", package: "cinnabar"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

// CINNABAR_LAYERS=core leaves out everything that stands on SwiftSyntax: a quick loop for the lower layers.
let coreOnly = Context.environment["CINNABAR_LAYERS"] == "core"

// CINNABAR_REFLECTED names the modules in .build/reflected, which scripts/test-reflection writes.
let reflected = Context.environment["CINNABAR_REFLECTED"]?.split(separator: " ").map(String.init) ?? []

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// Products of other packages.
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let collections = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let http1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

var products: [Product] = [
    .library(name: "CinnabarSQL", targets: ["CinnabarSQL"]),
    .library(name: "CinnabarDriver", targets: ["CinnabarDriver"]),
    .library(name: "CinnabarSQLite", targets: ["CinnabarSQLite"]),
    .library(name: "CinnabarPostgres", targets: ["CinnabarPostgres"]),
    .library(name: "CinnabarMySQL", targets: ["CinnabarMySQL"]),
    .library(name: "CinnabarMigrate", targets: ["CinnabarMigrate"]),
]

var dependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
]

// Layer by layer, each depending only on those above it in this list.
var targets: [Target] = [
    // 0  the headers and libraries of the databases' own clients
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .systemLibrary(
        name: "CMariaDB", pkgConfig: "libmariadb",
        providers: [.apt(["libmariadb-dev"]), .brew(["mariadb-connector-c"])]),
    // 1  values, metadata, expressions, statements, the compiler and the dialects: pure, no I/O
    .target(name: "CinnabarSQL", dependencies: [orderedCollections], swiftSettings: settings),
    // 2  engine, connection, pool, reflection, errors, observability: talks to *a* database
    .target(
        name: "CinnabarDriver", dependencies: ["CinnabarSQL", log, metrics, tracing, collections],
        swiftSettings: settings),
    // 3  the SQLite backend
    .target(name: "CinnabarSQLite", dependencies: ["CinnabarDriver", "CSQLite"], swiftSettings: settings),
    // 3  the PostgreSQL backend
    .target(name: "CinnabarPostgres", dependencies: ["CinnabarDriver", "CPostgres"], swiftSettings: settings),
    // 3  the MySQL and MariaDB backend
    .target(name: "CinnabarMySQL", dependencies: ["CinnabarDriver", "CMariaDB"], swiftSettings: settings),
    // 3  migrations: operations, autogenerate, revisions, runner, checks; knows metadata and drivers, not the ORM
    .target(name: "CinnabarMigrate", dependencies: ["CinnabarDriver", log], swiftSettings: settings),

    .testTarget(name: "CinnabarSQLTests", dependencies: ["CinnabarSQL"], swiftSettings: settings),
    .testTarget(
        name: "CinnabarDriverTests", dependencies: ["CinnabarDriver"], swiftSettings: settings),
    .testTarget(
        name: "CinnabarSQLiteTests",
        dependencies: [
            "CinnabarSQLite", "CSQLite", .product(name: "MetricsTestKit", package: "swift-metrics"),
            .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
        ], swiftSettings: settings),
    .testTarget(
        name: "CinnabarPostgresTests", dependencies: ["CinnabarPostgres", "CPostgres"], swiftSettings: settings),
    .testTarget(
        name: "CinnabarMigrateTests",
        dependencies: ["CinnabarMigrate", "CinnabarSQLite", "CinnabarPostgres", "CinnabarMySQL", "UpgradeProcess"],
        exclude: ["Golden"], swiftSettings: settings),
    // One of many processes that upgrade a database at once.
    .executableTarget(
        name: "UpgradeProcess",
        dependencies: ["CinnabarMigrate", "CinnabarSQLite", "CinnabarPostgres", "CinnabarMySQL"],
        path: "Tests/UpgradeProcess", swiftSettings: settings),
    .testTarget(
        name: "CinnabarMySQLTests", dependencies: ["CinnabarMySQL"], swiftSettings: settings),
]

if !coreOnly {
    products += [
        .library(name: "Cinnabar", targets: ["Cinnabar"]),
        .library(name: "CinnabarORM", targets: ["CinnabarORM"]),
        .library(name: "CinnabarTesting", targets: ["CinnabarTesting"]),
        .library(name: "CinnabarCLI", targets: ["CinnabarCLI"]),
        .library(name: "CinnabarHummingbird", targets: ["CinnabarHummingbird"]),
    ]
    dependencies += [
        .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ]
    targets += [
        // 0  @Model and its attributes
        .macro(
            name: "CinnabarMacros",
            dependencies: [
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
            ], swiftSettings: settings),
        // 3  models, session, identity map, unit of work, relationships, queries, loading
        .target(
            name: "CinnabarORM", dependencies: ["CinnabarDriver", "CinnabarMacros", orderedCollections],
            swiftSettings: settings),
        // 4  the umbrella: ORM, driver, SQL and the SQLite backend
        .target(name: "Cinnabar", dependencies: ["CinnabarORM", "CinnabarSQLite"], swiftSettings: settings),
        // 4  `db …`: the commands of migrations, for an application's own executable
        .target(
            name: "CinnabarCLI", dependencies: ["CinnabarMigrate", "CinnabarORM", argumentParser],
            swiftSettings: settings),
        // 4  the web, on Hummingbird: service, errors, pages, forms, conditional requests, what a request runs
        .target(
            name: "CinnabarHummingbird",
            dependencies: [
                "CinnabarMigrate", "CinnabarORM", hummingbird, lifecycle, crypto, httpTypes, http1, log,
            ], swiftSettings: settings),
        // 4  statement recorder, sandbox, conformance suite; applications use it too
        .target(
            name: "CinnabarTesting", dependencies: ["CinnabarORM", "CinnabarSQLite"], swiftSettings: settings),

        .testTarget(
            name: "CinnabarMacrosTests",
            dependencies: [
                "CinnabarMacros", "CinnabarORM",
                .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax"),
            ], exclude: ["Expansions"], swiftSettings: settings),
        // The servers that tests run on beside SQLite.
        .target(
            name: "TestServers", dependencies: ["CinnabarTesting", "CinnabarPostgres", "CinnabarMySQL"],
            path: "Tests/TestServers", swiftSettings: settings),
        .testTarget(
            name: "CinnabarORMTests", dependencies: ["Cinnabar", "CinnabarTesting", "TestServers", "CSQLite"],
            swiftSettings: settings),
        .testTarget(
            name: "BackendTests", dependencies: ["Cinnabar", "CinnabarTesting", "TestServers"], swiftSettings: settings),
        // A blog with `db` commands. scripts/test-migrations builds a copy of it, which it changes as a user would.
        .executableTarget(
            name: "Blog", dependencies: ["Cinnabar", "CinnabarCLI", "CinnabarPostgres", "CinnabarMySQL"],
            path: Context.environment["CINNABAR_BLOG"] ?? "Examples/Sources/Blog", swiftSettings: settings),
        // Tables that somebody else made, and models that `db reflect` wrote of them: scripts/test-reflection.
        .executableTarget(
            name: "ReflectionCheck",
            dependencies: ["Cinnabar", "CinnabarCLI", "CinnabarPostgres", "CinnabarMySQL"]
                + reflected.map { .target(name: $0) },
            path: "Tests/ReflectionCheck", swiftSettings: settings + reflected.map { .define($0) }),
        .testTarget(
            name: "CinnabarCLITests", dependencies: ["CinnabarCLI", "Cinnabar", "TestServers", argumentParser],
            swiftSettings: settings),
        .testTarget(
            name: "CinnabarHummingbirdTests",
            dependencies: [
                "CinnabarHummingbird", "Cinnabar", "CinnabarTesting", "TestServers", nioCore,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ], swiftSettings: settings),
        // The Swift of README and guides, which is compared with the pages.
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "Cinnabar", "CinnabarCLI", "CinnabarHummingbird", "CinnabarPostgres", "CinnabarMySQL",
                "CinnabarTesting",
                nioCore, .product(name: "HummingbirdTesting", package: "hummingbird"),
            ], swiftSettings: settings),
        // The examples' own sources, without what starts them, and tests of what they say.
        .testTarget(
            name: "ExamplesTests", dependencies: ["Cinnabar", "CinnabarTesting", "TestServers"], path: "Examples",
            exclude: [
                "Blog", "Package.swift", "Sources/Blog", "Sources/Tutorial/Main.swift", "Sources/Chinook/Main.swift",
            ],
            sources: ["Sources", "Tests"], swiftSettings: settings),
    ]
}

// The modules of models that scripts/test-reflection had written.
targets += reflected.map { module in
    Target.target(
        name: module, dependencies: ["Cinnabar", "CinnabarCLI", "CinnabarPostgres", "CinnabarMySQL"],
        path: ".build/reflected/\(module)", swiftSettings: settings)
}

let package = Package(
    name: "cinnabar",
    platforms: [.macOS(.v15)],
    products: products,
    dependencies: dependencies,
    targets: targets
)

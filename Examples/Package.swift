// swift-tools-version: 6.2
import PackageDescription

let cinnabar = Target.Dependency.product(name: "Cinnabar", package: "cinnabar")

func product(_ name: String) -> Target.Dependency { .product(name: name, package: "cinnabar") }

let package = Package(
    name: "examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "cinnabar", path: "..")],
    targets: [
        // users, posts and tags: every step from tables to transactions, in a file of its own
        .executableTarget(name: "Tutorial", dependencies: [cinnabar]),
        // an application with migrations: `swift run Blog db --help`
        .executableTarget(
            name: "Blog",
            dependencies: [
                cinnabar, product("CinnabarCLI"), product("CinnabarPostgres"), product("CinnabarMySQL"),
            ]),
        // models on a database that was there before, and ten questions to it
        .executableTarget(name: "Chinook", dependencies: [cinnabar]),
    ]
)

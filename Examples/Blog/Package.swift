// swift-tools-version: 6.2
import PackageDescription

func cinnabar(_ name: String) -> Target.Dependency { .product(name: name, package: "cinnabar") }

let package = Package(
    name: "blog",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "blog", targets: ["App"])],
    dependencies: [
        .package(name: "cinnabar", path: "../.."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "App",
            dependencies: [
                cinnabar("Cinnabar"), cinnabar("CinnabarCLI"), cinnabar("CinnabarHummingbird"),
                cinnabar("CinnabarPostgres"), cinnabar("CinnabarMySQL"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.copy("Resources/templates"), .copy("Resources/public")]),
        .testTarget(
            name: "AppTests",
            dependencies: [
                "App", cinnabar("CinnabarTesting"), .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]),
    ]
)

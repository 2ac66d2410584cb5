import Foundation
import Synchronization
import Testing

@testable import CinnabarMySQL

/// Stands between a client and the server, and falls silent when it is told to.
final class Proxy: Sendable {
    let port: Int
    private let listener: Int32
    private let target: MySQLAddress
    private let isSilent = Atomic<Bool>(false)
    private let answers = Atomic<Int>(0)
    private let limit: Int

    /// - Parameter limit: how many answers of the server are passed on before it falls silent by itself.
    init(_ target: MySQLAddress, silentAfter limit: Int = .max) throws {
        self.target = target
        self.limit = limit
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isReady)
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in accept() }
    }

    /// Nothing more is passed on, and nothing is closed.
    func fallSilent() { isSilent.store(true, ordering: .sequentiallyConsistent) }

    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func accept() {
        while true {
            let client = Foundation.accept(listener, nil, nil)
            if client < 0 { break }
            let server = connect()
            Thread.detachNewThread { [self] in pump(from: client, to: server) {} }
            Thread.detachNewThread { [self] in
                pump(from: server, to: client) {
                    if answers.add(1, ordering: .sequentiallyConsistent).oldValue >= limit { fallSilent() }
                }
            }
        }
    }

    private func connect() -> Int32 {
        if let path = target.socket {
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            return descriptor
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr(target.host == "localhost" ? "127.0.0.1" : target.host)
        address.sin_port = UInt16(target.port).bigEndian
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return descriptor
    }

    private func pump(from source: Int32, to target: Int32, received: () -> Void) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            if count <= 0 { break }
            received()
            while isSilent.load(ordering: .sequentiallyConsistent) { usleep(50_000) }
            if send(target, buffer, count, 0) < 0 { break }
        }
        shutdown(target, Int32(SHUT_RDWR))
    }
}

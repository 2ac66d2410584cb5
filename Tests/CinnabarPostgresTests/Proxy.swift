import Foundation
import Synchronization

/// A relay between a client and the server, which can be told to fall silent or to hang up.
final class Proxy: Sendable {
    enum Behaviour: Sendable { case relaying, silent, cut }

    /// What is done when the client sends a message that holds these bytes.
    struct Trigger: Sendable {
        var bytes: [UInt8]
        var behaviour: Behaviour
    }

    let port: UInt16
    private let listening: Int32
    private let target: UInt16
    private let behaviour = Mutex(Behaviour.relaying)
    private let trigger = Mutex<Trigger?>(nil)
    private let sockets = Mutex<[Int32]>([])

    init(to target: UInt16) throws {
        self.target = target
        listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listening
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let result = bind(descriptor, pointer, length) == 0 && listen(descriptor, 16) == 0
                getsockname(descriptor, pointer, &length)
                return result
            }
        }
        guard result else { throw Missing(description: "no socket for a proxy") }
        port = UInt16(bigEndian: address.sin_port)
        Thread { [self] in accept() }.start()
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// From now on, or when the client sends these bytes.
    func become(_ new: Behaviour, when bytes: String? = nil) {
        if let bytes { return trigger.withLock { $0 = Trigger(bytes: Array(bytes.utf8), behaviour: new) } }
        behaviour.withLock { $0 = new }
        if new == .cut { hangUp() }
    }

    private func hangUp() { sockets.withLock { for socket in $0 { shutdown(socket, Int32(SHUT_RDWR)) } } }

    func close() {
        become(.cut)
        shutdown(listening, Int32(SHUT_RDWR))
        Foundation.close(listening)
    }

    private func accept() {
        while true {
            let client = Foundation.accept(listening, nil, nil)
            if client < 0 { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.address(target)
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            sockets.withLock { $0 += [client, server] }
            Thread { [self] in relay(client, server, isClient: true) }.start()
            Thread { [self] in relay(server, client, isClient: false) }.start()
        }
    }

    private func relay(_ source: Int32, _ target: Int32, isClient: Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(source, &buffer, buffer.count)
            if count <= 0 { break }
            if isClient, let trigger = trigger.withLock(\.self),
                String(decoding: buffer[..<count], as: UTF8.self).contains(
                    String(decoding: trigger.bytes, as: UTF8.self))
            {
                behaviour.withLock { $0 = trigger.behaviour }
                // The server still hears of it: its answer is what gets lost.
                _ = write(target, buffer, count)
                if trigger.behaviour == .cut {
                    Thread.sleep(forTimeInterval: 0.05)
                    break
                }
            }
            switch behaviour.withLock(\.self) {
            case .relaying: _ = write(target, buffer, count)
            case .silent: continue
            case .cut: break
            }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(target, Int32(SHUT_RDWR))
    }
}

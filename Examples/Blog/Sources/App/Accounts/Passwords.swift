import Crypto
import CryptoExtras
import Foundation
import NIOPosix

/// Hashes passwords with scrypt. A hash says what it was made with, so that costs can rise later.
struct Passwords: Sendable {
    /// How much work a hash is; a power of two.
    var rounds = 16_384
    private let blockSize = 8
    private let parallelism = 5

    /// `scrypt$16384$8$5$salt$key`
    func hash(_ password: String) async throws -> String {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        let (rounds, blockSize, parallelism) = (rounds, blockSize, parallelism)
        let key = try await derive(password, salt, rounds, blockSize, parallelism)
        return "scrypt$\(rounds)$\(blockSize)$\(parallelism)$\(salt.base64EncodedString())$\(key.base64EncodedString())"
    }

    /// Whether it is the password of a hash. Without a hash, which is nobody's, it takes as long.
    func verify(_ password: String, _ hash: String?) async throws -> Bool {
        let parts = (hash ?? "").split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3]), let salt = Data(base64Encoded: parts[4]),
            let key = Data(base64Encoded: parts[5])
        else {
            _ = try await self.hash(password)
            return false
        }
        let other = try await derive(password, salt, rounds, blockSize, parallelism)
        return zip(key, other).reduce(UInt8(key.count == other.count ? 0 : 1)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// On a thread of its own: it takes long, and requests are answered meanwhile.
    private func derive(
        _ password: String, _ salt: Data, _ rounds: Int, _ blockSize: Int, _ parallelism: Int
    ) async throws -> Data {
        // One text has one password, however its accents were typed.
        let text = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        return try await NIOThreadPool.singleton.runIfActive {
            try KDF.Scrypt.deriveKey(
                from: text, salt: salt, outputByteCount: 32, rounds: rounds, blockSize: blockSize,
                parallelism: parallelism
            ).withUnsafeBytes { Data($0) }
        }
    }
}

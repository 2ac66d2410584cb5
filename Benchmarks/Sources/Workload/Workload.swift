import Foundation

/// One timed body: gets the count and what was prepared before the clock started, returns a checksum.
public struct Workload: Sendable {
    let body: @Sendable (Int) async throws -> @Sendable () async throws -> Int

    /// A body that needs nothing prepared.
    public init(_ body: @escaping @Sendable (Int) async throws -> Int) {
        self.body = { count in { try await body(count) } }
    }

    /// A body that gets the users to insert, made before the clock starts.
    public init(inserting body: @escaping @Sendable ([Input]) async throws -> Int) {
        self.body = { count in
            let input = (1...count).map(Input.init)
            return { try await body(input) }
        }
    }

    /// Times the body and prints one JSON line: seconds, checksum and the most memory that was held.
    public func run(count: Int) async throws {
        let timed = try await body(count)
        let clock = ContinuousClock()
        let start = clock.now
        let checksum = try await timed()
        let seconds = (clock.now - start) / .seconds(1)
        print("{\"seconds\": \(seconds), \"checksum\": \(checksum), \"peak_kib\": \(peakKiB())}")
    }
}

/// `PROGRAM WORKLOAD DATABASE N`
public struct Arguments: Sendable {
    public let workload: String
    public let database: String
    public let count: Int

    public init() throws {
        let words = CommandLine.arguments
        guard words.count == 4, let count = Int(words[3]), count > 0 else {
            throw UsageError(message: "usage: \(words[0]) WORKLOAD DATABASE N")
        }
        (workload, database, self.count) = (words[1], words[2], count)
    }

    /// The workload of this name in `table`.
    public func workload(in table: [String: Workload]) throws -> Workload {
        guard let found = table[workload] else { throw UsageError(message: "no workload '\(workload)'") }
        return found
    }
}

/// Runs an asynchronous program while the first thread waits.
///
/// An asynchronous `main` gives its thread up in a way that callgrind does not survive.
public func waiting(for program: @escaping @Sendable () async throws -> Void) {
    let done = DispatchSemaphore(value: 0)
    Task {
        do {
            try await program()
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
        done.signal()
    }
    done.wait()
}

public struct UsageError: Error, CustomStringConvertible {
    public let message: String
    public var description: String { message }
}

/// The n-th user to insert; `seed.py` and `C/records.h` have the same formulas.
public struct Input: Sendable {
    public let username: String
    public let email: String
    public let createdAt: Date
    public let isActive: Bool

    public init(_ n: Int) {
        username = "user_" + padded(n, to: 6)
        email = username + "@example.com"
        createdAt = Date(timeIntervalSince1970: Double(1_704_067_200 + n * 7919 % 31_536_000))
        isActive = n % 3 != 0
    }
}

/// How many users the large data set has.
public let big = 200_000

/// How many tasks read at once in W10, and how many connections they share.
public let clients = 64
public let connections = 8

/// The key of the i-th lookup: each time another row, spread over the table.
@inlinable
public func lookupKey(_ i: Int) -> Int { i * 7919 % big + 1 }

/// The bounds of the i-th range of a hundred user names.
public func prefixRange(_ i: Int) -> (low: String, high: String) {
    let low = "user_" + padded(i * 7919 % 2000, to: 4)
    return (low, low + ":")
}

/// What every participant adds up for a user, so that each field is read.
@inlinable
public func touched(id: Int, _ username: String, _ email: String, _ createdAt: Date, _ isActive: Bool) -> Int {
    id + username.utf8.count + email.utf8.count + Int(createdAt.timeIntervalSince1970) % 60 + (isActive ? 1 : 0)
}

/// The most memory this process held; 0 where the system does not say it this way.
private func peakKiB() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

private func padded(_ n: Int, to width: Int) -> String {
    let digits = String(n)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

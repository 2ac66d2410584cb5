import CinnabarDriver
import CinnabarORM

/// What every backend must do for sessions to keep their promises: for those who write one.
///
/// ```swift
/// @Test(arguments: BackendConformance.checks)
/// func conforms(check: BackendConformance.Check) async throws { try await check.run(on: myBackend) }
/// ```
public enum BackendConformance {
    /// One promise, with a sentence for its name.
    public struct Check: Sendable, CustomStringConvertible {
        /// The promise, as a sentence.
        public let name: String
        private let body: @Sendable (Database) async throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (Database) async throws -> Void) {
            self.name = name
            self.body = body
        }

        /// Runs the check on a database of its own.
        ///
        /// - Throws: ``ConformanceFailure``, or what the backend threw where it should not have.
        public func run(on backend: TestBackend) async throws {
            try await withSandbox(backend, models: [Probe.self, ProbeChild.self], body)
        }

        public var description: String { name }
    }

    /// All checks.
    public static let checks: [Check] = statements + transactions + errors
}

/// A backend does not do what it must.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
    /// What was looked at, what it was, and what it should have been.
    public let description: String
}

/// Throws where two values differ.
func require<T: Equatable>(_ what: String, _ actual: T, _ expected: T) throws {
    if actual != expected { throw ConformanceFailure(description: "\(what): \(actual) instead of \(expected)") }
}

/// Gives the error that `body` throws, which must be of the given type.
func requireError<E: Error, R>(_ what: String, _ type: E.Type, _ body: () throws -> R) throws -> E {
    do {
        _ = try body()
    } catch let error as E {
        return error
    } catch {
        throw ConformanceFailure(description: "\(what): threw \(error) instead of a \(type)")
    }
    throw ConformanceFailure(description: "\(what): threw nothing instead of a \(type)")
}

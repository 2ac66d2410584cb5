public import CinnabarDriver
internal import Foundation
internal import Logging

/// All revisions in an empty database beside another one, which is dropped in every case.
public enum ScratchRun {
    /// Runs all revisions in a scratch database and gives what `body` finds there.
    ///
    /// SQLite has a private database for it, PostgreSQL a schema, MySQL and MariaDB a database, called
    /// `cinnabar_scratch_…`.
    ///
    /// - Throws: `RevisionFailedError` for a revision that does not run, what `body` throws, and `OperationalError`
    ///   (`permissionDenied`) where the user may create nothing of the kind.
    public static func run<R: Sendable>(
        _ migrations: MigrationSet, beside engine: Engine,
        _ body: @Sendable (Engine, Connection) throws -> R
    ) async throws -> R {
        let name = "cinnabar_scratch_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        guard let scratch = try engine.backend.scratch(named: name) else {
            throw MigrationError("this kind of database has no place to try revisions out in")
        }
        if let create = scratch.create { try await engine.withConnection { try $0.execute(script: create) } }
        let own = Engine(
            backend: scratch.backend,
            configuration: EngineConfiguration(
                pool: PoolConfiguration(size: 1, overflow: 0), logger: engine.configuration.logger))
        let result: Result<R, any Error>
        do {
            try await MigrationRunner(engine: own, migrations: migrations).upgrade(to: "heads")
            result = .success(try await own.withConnection { try body(own, $0) })
        } catch {
            result = .failure(error)
        }
        await own.close()
        if let drop = scratch.drop {
            do {
                try await engine.withConnection { try $0.execute(script: drop) }
            } catch  where (try? result.get()) == nil {
                engine.configuration.logger.warning("a scratch database stays behind", metadata: ["name": "\(name)"])
            }
        }
        return try result.get()
    }
}

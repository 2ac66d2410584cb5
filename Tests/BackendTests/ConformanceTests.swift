import CinnabarTesting
import Testing

@Suite("Conformance of backends")
struct ConformanceTests {
    @Test("a backend does what sessions stand on", arguments: backends, BackendConformance.checks)
    func conforms(backend: TestBackend, check: BackendConformance.Check) async throws {
        try await check.run(on: backend)
    }
}

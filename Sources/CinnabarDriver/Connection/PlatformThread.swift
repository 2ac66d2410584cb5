internal import Foundation

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A thread of the operating system: started with a stack of known size, joined by whoever asked for it.
package struct PlatformThread: @unchecked Sendable {
    private let handle: pthread_t

    private final class Start {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread that runs `body`. Throws when the system has no more threads to give.
    package init(name: String, stackSize: Int, _ body: @escaping @Sendable () -> Void) throws {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        #if canImport(Darwin)
            var thread: pthread_t?
            let result = pthread_create(&thread, &attributes, { PlatformThread.main($0) }, start.toOpaque())
        #else
            var created = pthread_t()
            let result = pthread_create(
                &created, &attributes, { argument in argument.flatMap { PlatformThread.main($0) } }, start.toOpaque())
            let thread: pthread_t? = created
        #endif
        guard result == 0, let thread else {
            start.release()
            throw OperationalError(
                .outOfMemory, "a thread for a database connection could not be started (error \(result))",
                advice: "make the connection pool smaller, or allow this process more threads")
        }
        handle = thread
    }

    /// Waits for the thread to end. To be called once.
    package func join() { pthread_join(handle, nil) }

    private static func main(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        // Linux keeps 15 bytes of a thread's name.
        Thread.current.name = String(start.name.utf8.prefix(15)) ?? "cinnabar"
        start.body()
        return nil
    }
}

/// One pointer for each thread.
package struct ThreadLocal: @unchecked Sendable {
    private let key: pthread_key_t

    package init() {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        self.key = key
    }

    package var value: UnsafeMutableRawPointer? {
        get { pthread_getspecific(key) }
        nonmutating set { pthread_setspecific(key, newValue) }
    }
}

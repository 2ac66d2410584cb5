#if canImport(Glibc)
    internal import Glibc
#endif

/// The heap that the C library's allocator keeps for a connection's thread.
///
/// glibc grows such a heap by a system call and a page fault for every 4 KiB, which is up to a third of the time that a
/// large result takes. A thread that meets one grows its heap at once, and asks for large pages in it; memory that is
/// not used is not taken. The allocators of other systems need no such help.
package enum ThreadHeap {
    /// Makes the calling thread's heap ready for many objects: once for a thread, later calls do nothing.
    package static func expectMany() {
        #if canImport(Glibc)
            guard isReady.value == nil else { return }
            isReady.value = UnsafeMutableRawPointer(bitPattern: 1)
            grow()
        #endif
    }

    #if canImport(Glibc)
        private static let isReady = ThreadLocal()
        private static let blockSize = 8 << 20
        // glibc's heaps end at 64 MiB.
        private static let blockCount = 6
        private static let largePage: UInt = 2 << 20

        private static func grow() {
            // A block of this size gets pages of its own, until one was returned: then blocks like it go into heaps.
            Block(blockSize).free()
            let blocks = (0..<blockCount).map { _ in Block(blockSize - 64) }
            let (low, high) = (blocks.map(\.start).min() ?? 0, blocks.map(\.end).max() ?? 0)
            // Returned blocks leave the heap as large as it has become.
            for block in blocks { block.free() }
            let first = (low &+ largePage &- 1) & ~(largePage &- 1)
            // Blocks that are far from each other are not in one heap.
            guard low > 0, first < high, high &- low < UInt(blockSize) * UInt(blockCount + 1),
                let start = UnsafeMutableRawPointer(bitPattern: first)
            else { return }
            madvise(start, Int(high &- first), MADV_HUGEPAGE)
        }

        private struct Block {
            private let pointer: UnsafeMutableRawPointer?
            let start: UInt
            let end: UInt

            init(_ size: Int) {
                // The compiler leaves out a `malloc` whose memory nobody uses, but not this.
                var pointer: UnsafeMutableRawPointer?
                let isMade = posix_memalign(&pointer, 16, size) == 0
                self.pointer = isMade ? pointer : nil
                start = UInt(bitPattern: self.pointer)
                end = isMade ? start &+ UInt(size) : 0
            }

            func free() { Glibc.free(pointer) }
        }
    #endif
}

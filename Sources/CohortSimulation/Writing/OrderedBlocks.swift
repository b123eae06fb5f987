import Dispatch
import Glibc
import Synchronization

/// Blocks of rows that are made on all threads and handed on in order.
///
/// A thread takes the next block, makes it in memory of its own, waits until the blocks before it
/// have been handed on, hands on its own and takes the next. So one thread writes while others
/// make rows, and never more than a block a thread is held.
struct OrderedBlocks {
    /// The number of blocks.
    let count: Int
    /// How many threads make them; it changes no byte.
    let threads: Int

    /// Makes every block and hands it on.
    ///
    /// - Parameters:
    ///   - capacity: the bytes that a block is likely to take.
    ///   - make: writes a block; called on many threads at once.
    ///   - emit: takes a block and its bytes; called by one thread at a time, in block order.
    /// - Throws: the first error of `emit`, after which no block is handed on.
    func run(
        capacity: Int, make: @Sendable (Int, RowWriter) -> Void,
        emit: @Sendable (Int, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let order = Order()
        let total = count
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            let writer = RowWriter(capacity: capacity)
            while order.isGoing {
                let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard block < total else { return }
                writer.removeAll()
                make(block, writer)
                order.take(block) { try emit(block, writer.bytes) }
            }
        }
        if let error = order.failure { throw error }
    }
}

/// Whose turn it is. A block's turn comes when all before it have had theirs.
private final class Order: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var turn = 0
    private(set) var failure: (any Error)?
    private let stopped = Atomic<Bool>(false)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// Whether no block has failed.
    var isGoing: Bool { !stopped.load(ordering: .relaxed) }

    func take(_ block: Int, _ work: () throws -> Void) {
        pthread_mutex_lock(mutex)
        while turn != block && failure == nil { pthread_cond_wait(changed, mutex) }
        if failure == nil {
            do {
                try work()
            } catch {
                failure = error
                stopped.store(true, ordering: .relaxed)
            }
        }
        turn += 1
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }
}

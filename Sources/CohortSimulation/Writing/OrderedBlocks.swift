import Dispatch
import Glibc
import Synchronization

/// Blocks of rows that are made on all threads and handed on in order.
///
/// A thread takes the next block, makes it, and leaves it to be handed on when its turn comes: by
/// itself if nobody else is at it, else by who is. So one thread writes while others make rows, and
/// a thread waits only when the blocks that are made and not handed on are too many.
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
        let width = max(1, min(threads, count))
        let order = Order(longestQueue: 4 * min(width, 64), capacity: capacity)
        let total = count
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: width) { _ in
            while order.isGoing {
                let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard block < total else { return }
                let writer = order.emptyWriter()
                make(block, writer)
                order.hand(block, writer, emit)
            }
        }
        if let error = order.failure { throw error }
    }
}

/// The blocks that are made and wait for their turn, which comes when all before have had theirs.
private final class Order: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let longestQueue: Int
    private let capacity: Int
    private var turn = 0
    private var ready: [Int: RowWriter] = [:]
    private var idle: [RowWriter] = []
    private var isHandingOn = false
    private(set) var failure: (any Error)?
    private let stopped = Atomic<Bool>(false)

    init(longestQueue: Int, capacity: Int) {
        self.longestQueue = longestQueue
        self.capacity = capacity
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

    /// Memory for a block: one that has been handed on, or new.
    func emptyWriter() -> RowWriter {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return idle.popLast() ?? RowWriter(capacity: capacity)
    }

    /// Takes a block that is made, and hands on all whose turn it is unless another thread does.
    func hand(
        _ block: Int, _ writer: RowWriter,
        _ emit: (Int, UnsafeRawBufferPointer) throws -> Void
    ) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        ready[block] = writer
        if !isHandingOn {
            isHandingOn = true
            while failure == nil, let first = ready.removeValue(forKey: turn) {
                pthread_mutex_unlock(mutex)
                let outcome = Result { try emit(turn, first.bytes) }
                pthread_mutex_lock(mutex)
                if case .failure(let error) = outcome {
                    failure = error
                    stopped.store(true, ordering: .relaxed)
                }
                turn += 1
                first.removeAll()
                idle.append(first)
                pthread_cond_broadcast(changed)
            }
            isHandingOn = false
        }
        // The block whose turn it is being made by a thread that does not wait here.
        while failure == nil, ready.count > longestQueue { pthread_cond_wait(changed, mutex) }
    }
}

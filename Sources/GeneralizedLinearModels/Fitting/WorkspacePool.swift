import Synchronization

/// Scratch of information passes that waits for its next use: memory that is fresh costs a fault a
/// page.
final class WorkspacePool: Sendable {
    private let waiting = Mutex<[RowWorkspace]>([])

    /// One whose sums are 0; a new one where none waits.
    func take(_ make: () -> RowWorkspace) -> RowWorkspace {
        waiting.withLock { $0.popLast() } ?? make()
    }

    /// Gives scratch back, its sums 0.
    func give(_ used: [RowWorkspace]) { waiting.withLock { $0 += used } }
}

import Crypto
import Dispatch
import Synchronization
import Tables

/// The SHA-256 of a file, worked out while its columns are read.
///
/// Nothing reads the file any more when this is gone: whoever holds no hash may change the file.
final class FileHash: Sendable {
    private final class Work: @unchecked Sendable {
        let group = DispatchGroup()
        let isGivenUp = Atomic(false)
        var digits = ""
        var failure: DataError?
    }

    private let work = Work()

    init(_ file: FileBytes) {
        let work = work
        work.group.enter()
        DispatchQueue.global().async {
            var hash = SHA256()
            file.forEachBlock {
                if !work.isGivenUp.load(ordering: .relaxed) { hash.update(bufferPointer: $0) }
            }
            work.digits = DataSource.text(hash.finalize())
            do throws(DataError) { try file.requireUnchanged() } catch { work.failure = error }
            work.group.leave()
        }
    }

    deinit {
        work.isGivenUp.store(true, ordering: .relaxed)
        work.group.wait()
    }

    /// The hash as hexadecimal digits, once it is there.
    var text: String {
        work.group.wait()
        return work.digits
    }

    /// Waits for the hash, and refuses that of bytes which changed meanwhile.
    ///
    /// - Throws: `DataError` with code `read_failed`.
    func requireUnchanged() throws(DataError) {
        work.group.wait()
        if let failure = work.failure { throw failure }
    }
}

/// The SHA-256 of data, which may still be on its way while they are analysed.
enum DataDigest: Sendable {
    case known(String)
    case pending(FileHash)

    /// The hash as hexadecimal digits, once it is there.
    var text: String {
        switch self {
        case .known(let text): text
        case .pending(let hash): hash.text
        }
    }

    /// Waits for the hash, and refuses that of a file which changed meanwhile.
    func requireUnchanged() throws(DataError) {
        if case .pending(let hash) = self { try hash.requireUnchanged() }
    }
}

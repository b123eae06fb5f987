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
}

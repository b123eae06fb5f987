import Crypto
import Dispatch
import Tables

/// The SHA-256 of a file, worked out while its columns are read.
final class FileHash: @unchecked Sendable {
    private let group = DispatchGroup()
    private var digits = ""

    init(_ file: FileBytes) {
        group.enter()
        DispatchQueue.global().async { [self] in
            var hash = SHA256()
            file.forEachBlock { hash.update(bufferPointer: $0) }
            digits = DataSource.text(hash.finalize())
            group.leave()
        }
    }

    /// The hash as hexadecimal digits, once it is there.
    var text: String {
        group.wait()
        return digits
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

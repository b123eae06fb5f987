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

import CLAPACK
import Glibc

/// Keeps BLAS to the thread that calls it.
///
/// Rows are already shared out among threads in chunks; a BLAS that split its sums as well would
/// make the last bits depend on the machine's cores. OpenBLAS is asked through its own function,
/// whether it was loaded or linked; the reference BLAS has one thread always.
public enum BLASThreads {
    private static let limited: Void = {
        typealias SetThreads = @convention(c) (Int32) -> Void
        guard let symbol = dlsym(nil, "openblas_set_num_threads") else {
            return casewise_limit_linked_blas()
        }
        unsafeBitCast(symbol, to: SetThreads.self)(1)
    }()

    /// Asks once; further calls do nothing.
    public static func useOne() { limited }
}

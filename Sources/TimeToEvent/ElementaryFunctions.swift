#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// x to the power y; 0 to the power 0 is 1.
func power(_ x: Double, _ y: Double) -> Double { y == 0 ? 1 : y == 1 ? x : pow(x, y) }

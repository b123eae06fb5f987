#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// The one place of this target that knows where the C mathematics library comes from.

@inline(__always) func exponentialOf(_ x: Double) -> Double { exp(x) }
@inline(__always) func logarithmOf(_ x: Double) -> Double { log(x) }

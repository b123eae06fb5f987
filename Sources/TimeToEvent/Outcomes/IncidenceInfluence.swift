/// How much one row moves F of one cause at a time: A - F B of `IncidencePath`, for that row alone.
struct IncidenceInfluence: Sendable, Hashable {
    private let times: [Double]
    private let values: [Double]
    private let driftA: [Double]
    private let driftB: [Double]
    private let own: [Double]
    private let others: [Double]
    private let settled: [Double]
    private let cause: UInt8

    init(_ path: IncidencePath, _ cause: UInt8) {
        (times, values) = (path.times, path.values)
        (driftA, driftB) = path.drifts
        own = times.indices.map { path.jump(at: $0, isCause: true).a }
        others = times.indices.map { path.jump(at: $0, isCause: false).a }
        settled = times.indices.map { path.jump(at: $0, isCause: false).b }
        self.cause = cause
    }

    func influence(by time: Double, entry: Double, exit: Double, event: UInt8) -> Double {
        guard let at = times.lastIndex(notAbove: time),
            let last = times.lastIndex(notAbove: min(exit, time))
        else { return 0 }
        let first = times.lastIndex(notAbove: entry)
        if let first, first > last { return 0 }
        var a = driftA[last] - (first.map { driftA[$0] } ?? 0)
        var b = driftB[last] - (first.map { driftB[$0] } ?? 0)
        if event > 0, times[last] == exit {
            a += event == cause ? own[last] : others[last]
            b += settled[last]
        }
        return a - values[at] * b
    }
}

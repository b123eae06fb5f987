/// What an event counts for in a test of survival curves, by when it happens.
public enum EventWeighting: Sendable, Hashable {
    /// 1 at all times: best where hazards are proportional (Mantel 1966).
    case logRank
    /// n, the number at risk: early differences count most (Gehan 1965, Breslow 1970).
    case gehanBreslow
    /// √n (Tarone and Ware 1977).
    case taroneWare
    /// S̃(t) = Π (1 - d/(n + 1)) up to and at t, of all groups together (Peto and Peto 1972).
    case petoPeto
    /// S(t-)^ρ (1 - S(t-))^γ with the Kaplan-Meier estimate of all groups together, ρ and γ >= 0
    /// (Fleming and Harrington 1991). ρ = 1, γ = 0 is what R's `survdiff(rho = 1)` does.
    case flemingHarrington(rho: Double, gamma: Double)

    /// The stable name in JSON.
    public var name: String {
        switch self {
        case .logRank: "log_rank"
        case .gehanBreslow: "gehan_breslow"
        case .taroneWare: "tarone_ware"
        case .petoPeto: "peto_peto"
        case .flemingHarrington: "fleming_harrington"
        }
    }

    /// The weighting in words.
    var words: String {
        switch self {
        case .logRank: "log-rank test"
        case .gehanBreslow: "Gehan-Breslow test (events weighted by the number at risk)"
        case .taroneWare: "Tarone-Ware test (events weighted by the root of the number at risk)"
        case .petoPeto: "Peto-Peto test (events weighted by the survival of all groups together)"
        case .flemingHarrington(let rho, let gamma):
            "Fleming-Harrington test (rho = \(rho), gamma = \(gamma))"
        }
    }

    var isUsable: Bool {
        guard case .flemingHarrington(let rho, let gamma) = self else { return true }
        return rho >= 0 && gamma >= 0 && rho.isFinite && gamma.isFinite
    }
}

/// The weight of each event time in turn, within one stratum.
struct EventWeights {
    let weighting: EventWeighting
    private var kept = 1.0
    private var modified = 1.0

    init(_ weighting: EventWeighting) { self.weighting = weighting }

    /// The weight at the next event time, with n at risk and d events.
    mutating func next(atRisk n: Double, events d: Double) -> Double {
        modified *= 1 - d / (n + 1)
        let before = kept
        kept *= max(0, 1 - d / n)
        switch weighting {
        case .logRank: return 1
        case .gehanBreslow: return n
        case .taroneWare: return n.squareRoot()
        case .petoPeto: return modified
        case .flemingHarrington(let rho, let gamma):
            return power(before, rho) * power(1 - before, gamma)
        }
    }
}

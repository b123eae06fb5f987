import ModelFormula

extension SQLDialect {
    /// g⁻¹(η), to 1e-12 of itself; NULL where it cannot be held.
    func mean(of eta: String, _ link: Link) -> String {
        let (zero, one) = (number(0), number(1))
        switch link {
        case .identity: return eta
        case .inverse: return "(CASE WHEN \(eta) <> \(zero) THEN \(one) / \(eta) END)"
        case .log: return "(\(exponential(eta)))"
        case .logit:
            // Beyond 40 the rest is less than the last digit of 1.
            return
                "(CASE WHEN \(eta) > \(number(40)) THEN \(one) WHEN \(eta) >= \(zero) THEN \(one) / "
                + "(\(one) + EXP(- \(eta))) WHEN \(eta) < \(number(-745.1)) THEN \(zero) ELSE "
                + "EXP(\(eta)) / (\(one) + EXP(\(eta))) END)"
        case .cloglog:
            // 1 - exp(-h) with h = exp(η), by its series where h is small: 1 - exp(-h) loses digits there.
            let h = "EXP(\(eta))"
            let series = (2...9).reversed().reduce(one) { rest, k in
                "(\(one) - \(h) / \(number(Double(k))) * \(rest))"
            }
            return "(CASE WHEN \(eta) > \(number(5)) THEN \(one) WHEN \(eta) > \(number(-3)) THEN "
                + "\(one) - EXP(- \(h)) WHEN \(eta) < \(number(-745.1)) THEN \(zero) ELSE "
                + "\(h) * \(series) END)"
        case .probit: return probit(eta)
        }
    }

    private func exponential(_ eta: String) -> String {
        "CASE WHEN \(eta) > \(number(709.78)) THEN NULL WHEN \(eta) < \(number(-745.1)) THEN "
            + "\(number(0)) ELSE EXP(\(eta)) END"
    }

    /// Φ(η) = φ-like tail exp(-x²/2) p(t) / (1 + x) with x = |η| and t = (x - 4) / (x + 4), the form of
    /// J. L. Schonfelder ("Chebyshev expansions for the error and related functions", Mathematics of
    /// Computation 32, 1978), with a polynomial of our own (`normal_tail_polynomial.py`): against mpmath it
    /// is within 6e-14 of Φ(-x) for x from 0 to 37, where 1e-299 is left.
    private func probit(_ eta: String) -> String {
        let x = "ABS(\(eta))"
        let t = "((\(x) - \(number(4))) / (\(x) + \(number(4))))"
        let tail =
            "(EXP(- \(number(0.5)) * \(eta) * \(eta)) / (\(number(1)) + \(x)) * "
            + "\(polynomial(Self.normalTail.reversed(), of: t)))"
        return "(CASE WHEN \(eta) > \(number(9)) THEN \(number(1)) WHEN \(eta) > \(number(0)) THEN "
            + "\(number(1)) - \(tail) WHEN \(eta) < \(number(-38.4)) THEN \(number(0)) ELSE \(tail) END)"
    }

    /// The coefficients of p(t), the highest power first.
    static let normalTail: [Double] = [
        -7.255460695851768e-10, -1.5463815545201715e-09, 5.758385702078858e-09,
        1.744682183478039e-08, -1.8643150877103823e-08, -1.10233768116029e-07,
        -2.2103572445430463e-10, 5.507887683089697e-07, 4.0580524875156294e-07,
        -2.611858307579318e-06, -3.4328382916146516e-06, 1.3626321688909283e-05,
        2.1250241889757066e-05, -8.785300671505195e-05, -9.443028888601637e-05,
        0.0006948970697612711, -0.0002856230944321861, -0.005002378587116524,
        0.01793609747950764, -0.0321978374283102, 0.02860036405355274, 0.013999634724430356,
        -0.09670347732652579, 0.47205320650984467,
    ]
}

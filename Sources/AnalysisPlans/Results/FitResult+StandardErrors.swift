import GeneralizedLinearModels

extension FitResult {
    /// Where standard errors, intervals and Wald tests come from.
    public struct StandardErrors: Codable, Sendable {
        /// `model`, `HC0` to `HC3`, `CR0`, `CR1`, `CR1S`, `CR2` or `sandwich`.
        public var kind: String
        /// What the squares of the scores were multiplied by; absent for the model's own.
        public var factor: Double?
        /// The factor as a formula, such as `G/(G - 1)`; absent where it is 1.
        public var factorName: String?
        /// The column of clusters; absent without.
        public var cluster: String?
        /// How many clusters.
        public var clusters: Int?
        /// The rows of the smallest cluster.
        public var smallest: Int?
        /// The rows of the largest cluster.
        public var largest: Int?
        /// `normal` or `student`: what statistics are compared with.
        public var reference: String

        private enum CodingKeys: String, CodingKey {
            case kind, factor, cluster, clusters, smallest, largest, reference
            case factorName = "factor_name"
        }

        init(_ fit: GLMFit, _ robust: RobustCovariance?, cluster: String?) {
            kind = robust?.kind.rawValue ?? "model"
            factor = robust?.factor
            factorName = robust?.factorName
            self.cluster = cluster
            clusters = robust?.clusters?.count
            smallest = robust?.clusters?.smallest
            largest = robust?.clusters?.largest
            let freedom = robust.map(\.degreesOfFreedom) ?? fit.dispersionDegreesOfFreedom
            reference = freedom == nil ? "normal" : "student"
        }
    }

    /// The tests of terms to read: those asked for, of Wald's only those of the terms that no
    /// interaction contains.
    public var leadingTests: [TermTestRow] {
        let tests = self.tests.filter { $0.kind == termTest }
        guard termTest == .wald else { return tests }
        let parts = tests.map { Set($0.term.split(separator: ":")) }
        return zip(tests, parts).compactMap { test, own in
            parts.contains { $0.isStrictSuperset(of: own) } ? nil : test
        }
    }
}

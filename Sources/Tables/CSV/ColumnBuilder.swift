/// Collects the values of one column of a known kind.
struct ColumnBuilder {
    let name: String
    let kind: ColumnKind
    private var validity = ValidityMask()
    private var integers: [Int64] = []
    private var reals: [Double] = []
    private var booleans: [Bool] = []
    private var dates: [Int32] = []
    private var codes: [UInt32] = []
    private var codeOfLevel: [String: UInt32] = [:]
    private var levels: [String] = []

    init(name: String, kind: ColumnKind) {
        self.name = name
        self.kind = kind
    }

    /// Adds a row without a value.
    mutating func appendMissing() {
        validity.append(false)
        switch kind {
        case .integer: integers.append(0)
        case .real: reals.append(0)
        case .boolean: booleans.append(false)
        case .date: dates.append(0)
        case .category: codes.append(0)
        }
    }

    /// Adds a row; false, and nothing added, where the bytes are no value of the kind.
    ///
    /// - Parameters:
    ///   - trimmed: the field without blanks around it, which numbers are read from.
    ///   - verbatim: the field as it stands, which a level keeps.
    mutating func append(trimmed: ArraySlice<UInt8>, verbatim: ArraySlice<UInt8>) -> Bool {
        switch kind {
        case .integer:
            guard let value = FieldParsing.integer(trimmed) else { return false }
            integers.append(value)
        case .real:
            guard let value = FieldParsing.real(trimmed) else { return false }
            reals.append(value)
        case .boolean:
            guard let value = FieldParsing.boolean(trimmed) else { return false }
            booleans.append(value)
        case .date:
            guard let value = FieldParsing.date(trimmed) else { return false }
            dates.append(value)
        case .category:
            guard let level = String(validating: verbatim, as: UTF8.self) else { return false }
            if let code = codeOfLevel[level] {
                codes.append(code)
            } else {
                let code = UInt32(levels.count)
                codeOfLevel[level] = code
                levels.append(level)
                codes.append(code)
            }
        }
        validity.append(true)
        return true
    }

    /// The finished column.
    func column() -> Column {
        let values: ColumnValues =
            switch kind {
            case .integer: .integer(Integers(integers))
            case .real: .real(reals)
            case .boolean: .boolean(booleans)
            case .date: .date(dates)
            case .category:
                .category(Categories(appearanceCodes: codes, appearanceLevels: levels))
            }
        return Column(name: name, values: values, validity: validity)
    }
}

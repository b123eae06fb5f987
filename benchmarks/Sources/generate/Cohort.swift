/// The columns of the benchmark file: ten factors, five numbers with three decimals, an outcome.
enum Cohort {
    static let header =
        "sex,ethnicity,ward,school,sen,exclusions,plan,accommodation,authority,looked_after,"
        + "absence,attainment,deprivation,income,distance,neet\n"

    /// The levels of each factor: 2, 18, 26, 60, 4, 9, 10, 5, 8 and 2 of them.
    static let factors: [[String]] = [
        ["female", "male"], ethnicities, wards, schools,
        ["none", "support", "plan", "not known"],
        ["0", "1", "2", "3", "4", "5", "6", "7", "8 or more"],
        plans, ["home", "kin", "foster", "residential", "other"], authorities, ["no", "yes"],
    ]

    /// Thousandths from and to which each number is even.
    static let numbers: [Range<Int>] = [
        0..<1000, 0..<90_000, 1000..<32_845, 8_000_000..<99_000_000, 50..<45_000,
    ]

    private static let ethnicities = [
        "White British", "White Irish", "Traveller", "Roma", "White other", "White and Caribbean",
        "White and African", "White and Asian", "Mixed other", "Indian", "Pakistani",
        "Bangladeshi", "Chinese", "Asian other", "African", "Caribbean", "Black other", "Not known",
    ]

    private static let places = [
        "Alderburn", "Bankhouse", "Bridgegarth", "Colliers Moor", "Crag Lane", "Dene Head",
        "Eastholm", "Ferry Bank", "Glebe Fell", "Harrow Gill", "Ironside", "Keelmans Reach",
        "Larkhope", "Millstead", "Northgarth", "Ousewick", "Paddock Hill", "Quarry Rise",
        "Ropewalk", "Saltersgate", "Tanfield Row", "Underbank", "Viaduct", "Westerhaugh",
        "Whinlaw", "Yarrow",
    ]

    private static let wards = places

    private static let schools = (0..<60).map { index in
        places[index % places.count] + [" School", " Academy", " College"][index / places.count]
    }

    private static let plans = [
        "none", "early help", "child in need", "child protection", "care order", "care leaver",
        "assessment", "referral", "review", "closed",
    ]

    private static let authorities = [
        "Fellshire", "Tidewater", "Moorland", "Northmouth", "Castleford Vale", "Riverdale",
        "Saltmarsh", "Highmere",
    ]
}

extension SQLWriter {
    /// `count(DISTINCT x) FILTER (WHERE …) OVER (…)`
    mutating func write(
        _ aggregate: SQLAggregate, of operand: SQLNode?, isDistinct: Bool, filter: SQLNode?, over window: Window?
    ) throws {
        let cast = resultCast(aggregate, of: operand)
        if cast != nil { write("CAST(") }
        write(name(of: aggregate, operand))
        write("(")
        if isDistinct { write("DISTINCT ") }
        if let filter, !features.aggregateFilter {
            write("CASE WHEN ")
            try write(filter)
            write(" THEN ")
            if let operand { try write(operand) } else { write("1") }
            write(" END")
        } else if let operand {
            try write(argument: operand, of: aggregate)
        } else {
            write("*")
        }
        write(")")
        if let filter, features.aggregateFilter {
            write(" FILTER (WHERE ")
            try write(filter)
            write(")")
        }
        if let window { try write(window) }
        if let cast {
            write(" AS ")
            write(sql: try dialect.castName(cast))
            write(")")
        }
    }

    private func name(of aggregate: SQLAggregate, _ operand: SQLNode?) -> StaticString {
        let isText = features.decimals == .collatedText && operand?.sqlType?.isNumeric ?? false
        return switch aggregate {
        case .count: "count"
        case .sum: isText ? "cinnabar_sum" : "sum"
        case .average: isText ? "cinnabar_avg" : "avg"
        case .minimum: isOfFewTypes(operand, .boolean) ? "bool_and" : "min"
        case .maximum: isOfFewTypes(operand, .boolean) ? "bool_or" : "max"
        case .groupConcat: features.groupConcat == .stringAgg ? "string_agg" : "group_concat"
        }
    }

    /// Whether the database has no smallest value of this type, and the operand is of it.
    private func isOfFewTypes(_ operand: SQLNode?, _ type: SQLType) -> Bool {
        features.extremes == .ofFewTypes && operand?.sqlType == type
    }

    private mutating func write(argument operand: SQLNode, of aggregate: SQLAggregate) throws {
        switch aggregate {
        case .groupConcat where features.groupConcat == .stringAgg:
            try write(.cast(operand, .text))
            write(", ','")
        case .minimum, .maximum:
            if needsDecimalCollation(operand) {
                try write(decimalOperand: operand)
            } else if isOfFewTypes(operand, .uuid) {
                try write(.cast(operand, .text))
            } else {
                try write(operand)
            }
        default: try write(operand)
        }
    }

    /// What the aggregate is cast to, so that sums of whole numbers are whole and averages are floating.
    private func resultCast(_ aggregate: SQLAggregate, of operand: SQLNode?) -> SQLType? {
        if aggregate == .minimum || aggregate == .maximum, isOfFewTypes(operand, .uuid) { return .uuid }
        guard features.sumsAreDecimal else { return nil }
        let type = operand?.sqlType
        return switch aggregate {
        case .sum: type?.isInteger ?? false ? .bigInteger : nil
        case .average: type?.isNumeric ?? false ? nil : .double
        case .count, .minimum, .maximum, .groupConcat: nil
        }
    }

    /// ` OVER (PARTITION BY … ORDER BY …)`
    mutating func write(_ window: Window) throws {
        write(" OVER (")
        var separator: StaticString = ""
        if !window.partitionBy.isEmpty {
            write("PARTITION BY ")
            try write(list: window.partitionBy)
            separator = " "
        }
        if !window.orderBy.isEmpty {
            write(separator)
            try write(orderBy: window.orderBy)
            separator = " "
        }
        if let frame = window.frame {
            write(separator)
            write(sql: frame.unit.rawValue)
            write(" BETWEEN ")
            write(frame.start)
            write(" AND ")
            write(frame.end)
        }
        write(")")
    }

    private mutating func write(_ bound: WindowFrame.Bound) {
        switch bound {
        case .unboundedPreceding: write("UNBOUNDED PRECEDING")
        case .preceding(let count):
            write(sql: String(count))
            write(" PRECEDING")
        case .currentRow: write("CURRENT ROW")
        case .following(let count):
            write(sql: String(count))
            write(" FOLLOWING")
        case .unboundedFollowing: write("UNBOUNDED FOLLOWING")
        }
    }
}

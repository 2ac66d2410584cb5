/// What a database can do and which of a few ways it spells something, asked by the compiler, the unit of work and
/// the schema. The defaults are those of standard SQL, mostly as PostgreSQL has it; but NULL is the smallest value and
/// sums keep their type, as on SQLite.
///
/// It holds nothing but plain values, so that reading it costs a copy of some bytes.
public struct DialectFeatures: Sendable, Hashable {
    // MARK: What it can do

    /// `INSERT … RETURNING` over several rows.
    public var insertReturning = true
    /// `UPDATE … RETURNING`.
    public var updateReturning = true
    /// `DELETE … RETURNING`.
    public var deleteReturning = true
    /// Generated keys of a multi-row INSERT are consecutive and end at the connection's last insert id.
    public var consecutiveInsertIDs = false
    /// `COPY … FROM STDIN`, or something like it, for many rows at once, where the server agrees.
    public var bulkLoad = false
    /// Many runs of one statement share a round trip.
    public var pipelines = false
    /// `DECLARE … CURSOR WITH HOLD`: the server keeps rows until they are fetched.
    public var cursors = false
    /// Runs of one statement that change one row each share a round trip, where the server agrees: parameters are
    /// sent as arrays.
    public var parameterArrays = false
    /// The largest number of parameters of one statement.
    public var maxParameters = 32_766
    /// `FILTER (WHERE …)` after an aggregate; made with CASE where there is none.
    public var aggregateFilter = true
    /// `FOR UPDATE`; left out where the whole database is locked anyway.
    public var rowLocks = true
    /// How rows are locked against changes alone.
    public var sharedLock = SharedLockSpelling.forShare
    /// `WHERE` in `ON CONFLICT … DO UPDATE`, and a partial index as its target.
    public var conditionalUpsert = true
    /// `CREATE INDEX … WHERE`.
    public var partialIndexes = true
    /// Indexes over expressions.
    public var expressionIndexes = true
    /// `ALTER TABLE … ADD CONSTRAINT`. Without it foreign keys are always written with the table.
    public var alterConstraints = true
    /// The server makes an index of its own for each foreign key that has none, and lets go of none that one needs.
    public var foreignKeyIndexes = false
    /// `CREATE INDEX IF NOT EXISTS`.
    public var conditionalIndexes = true
    /// Generated columns that are computed when read.
    public var virtualColumns = true
    /// `NOT NULL` behind a generated column.
    public var requiredGeneratedColumns = true
    /// Schemas (or databases) in front of a table's name.
    public var schemas = true
    /// Foreign keys are checked when a statement ends. Without it each row is checked at once, so that rows of one
    /// table that refer to each other cannot go together.
    public var checksForeignKeysAtEnd = true
    /// Whether DDL is part of a transaction.
    public var transactionalDDL = true
    /// `CREATE INDEX CONCURRENTLY`: without a lock that writers wait for, outside of a transaction.
    public var concurrentIndexes = false
    /// `NOT VALID`, and `VALIDATE CONSTRAINT` later.
    public var laterValidation = false

    // MARK: How it spells things

    /// How a parameter is marked: `$1` or `?`.
    public var placeholders = PlaceholderStyle.numbered
    /// What encloses the names of tables and columns.
    public var identifierQuote = IdentifierQuote.doubleQuote
    /// How true and false stand in SQL text: `TRUE` or `1`.
    public var booleanLiterals = BooleanLiterals.keywords
    /// How texts are joined: `a || b` or `concat(a, b)`.
    public var concatenation = ConcatenationSpelling.operator
    /// How values are compared where NULL equals NULL.
    public var distinctness = DistinctSpelling.isDistinctFrom
    /// How the place of NULL in an order is said, where it is not the database's own.
    public var nullsOrder = NullsOrderSpelling.keywords
    /// Whether NULL is the smallest value where an order says nothing of it.
    public var nullsAreSmallest = true
    /// How patterns are matched.
    public var like = LikeSpelling.ilike
    /// How a list of more than ``BoundList/threshold`` values is sent.
    public var lists = ListSpelling.any
    /// How rows of a composite key are listed after `IN`.
    public var tupleLists = TupleListSpelling.rows
    /// How an offset without a limit is said.
    public var limit = LimitSpelling.standard
    /// How whole numbers are divided without a fraction.
    public var integerDivision = IntegerDivisionSpelling.slash
    /// What an `INSERT` says of rows that are there already.
    public var upsert = UpsertSpelling.onConflict
    /// How a row of nothing but defaults is inserted.
    public var defaultValues = DefaultValuesSpelling.defaultValues
    /// How the table of a `DELETE` gets an alias.
    public var deleteAlias = DeleteAliasSpelling.as
    /// Whether a subselect of UPDATE and DELETE may read the table that is changed.
    public var subselectsReadTarget = true
    /// How the texts of a group are joined.
    public var groupConcat = GroupConcatSpelling.stringAgg
    /// How exact decimals are kept and compared.
    public var decimals = DecimalSpelling.native
    /// Whether sums and averages of whole numbers come as exact decimals, and are cast back.
    public var sumsAreDecimal = false
    /// Of which types there are a smallest and a largest value.
    public var extremes = ExtremesSpelling.ofAllTypes
    /// Whether operations on bits give unsigned numbers, and are cast back.
    public var bitsAreUnsigned = false
    /// The collation in which equality of strings is equality of bytes, where it is not the default.
    public var binaryCollation: BinaryCollation?
    /// A backslash in a string literal must be doubled.
    public var backslashEscapes = false
    /// How the database generates a key.
    public var generatedKeys = GeneratedKeySpelling.identity
    /// How a column is kept to the cases of an enumeration.
    public var enumerations = EnumerationSpelling.checkOrType
    /// How tables and columns are commented, if at all.
    public var comments = CommentSpelling.statements
    /// How a column that is there is changed.
    public var columnChanges = ColumnChangeSpelling.clauses
    /// How a constraint is dropped.
    public var constraintDrops = ConstraintDropSpelling.byName
    /// What stands before a statement to be told how it would be run.
    public var explain = ExplainSpelling.explain
    /// How the plan of a statement is found without values for its parameters.
    public var plansWithoutValues = PlanWithoutValues.constants

    /// The defaults; a dialect changes what it does or spells in another way.
    public init() {}
}

/// How a parameter is marked.
public enum PlaceholderStyle: Sendable, Hashable {
    /// `?`
    case questionMark
    /// `$1`
    case numbered
}

/// What encloses a name.
public enum IdentifierQuote: UInt8, Sendable, Hashable {
    /// `"name"`
    case doubleQuote = 0x22
    /// `` `name` ``
    case backtick = 0x60
}

/// Of which types there are a smallest and a largest value.
public enum ExtremesSpelling: Sendable, Hashable {
    /// `min(x)`
    case ofAllTypes
    /// `bool_and(x)` of Booleans, `CAST(min(CAST(x AS TEXT)) AS UUID)` of UUIDs
    case ofFewTypes
}

/// How true and false stand in SQL text.
public enum BooleanLiterals: Sendable, Hashable {
    /// `TRUE`
    case keywords
    /// `1`
    case numbers
}

/// How texts are joined.
public enum ConcatenationSpelling: Sendable, Hashable {
    /// `a || b`
    case `operator`
    /// `concat(a, b)`
    case function
}

/// How two values, each of which may be NULL, are told apart.
public enum DistinctSpelling: Sendable, Hashable {
    /// `a IS NOT b`
    case isOperator
    /// `a IS DISTINCT FROM b`
    case isDistinctFrom
    /// `NOT a <=> b`
    case spaceship
}

/// How the place of NULL in an order is said.
public enum NullsOrderSpelling: Sendable, Hashable {
    /// `x NULLS LAST`
    case keywords
    /// `x IS NULL, x`
    case extraTerm
}

/// How a pattern is matched with and without minding case.
public enum LikeSpelling: Sendable, Hashable {
    /// `x GLOB ?`, with the pattern translated; `cinnabar_like(pattern, x)` for one that is known only at the database;
    /// `cinnabar_ilike(pattern, x)` where case is not minded
    case glob
    /// `LIKE` and `ILIKE`
    case ilike
    /// `LIKE … COLLATE`, and `LIKE` between lower-case texts
    case collated
}

/// How a long list is sent as one parameter.
public enum ListSpelling: Sendable, Hashable {
    /// `x IN (SELECT value FROM json_each(?))`
    case jsonEach
    /// `x = ANY($1)`
    case any
    /// `x IN (SELECT value FROM JSON_TABLE(?, …))`
    case jsonTable
}

/// How rows are listed after `IN`.
public enum TupleListSpelling: Sendable, Hashable {
    /// `(a, b) IN ((1, 2), (3, 4))`
    case rows
    /// `(a, b) IN (VALUES (1, 2), (3, 4))`
    case values
}

/// How an offset without a limit is said.
public enum LimitSpelling: Sendable, Hashable {
    /// `OFFSET $1`
    case standard
    /// `LIMIT -1 OFFSET ?`
    case negativeLimit
    /// `LIMIT 18446744073709551615 OFFSET ?`
    case largestLimit
}

/// How whole numbers are divided without a fraction.
public enum IntegerDivisionSpelling: Sendable, Hashable {
    /// `a / b`
    case slash
    /// `a DIV b`
    case div
}

/// What an `INSERT` says of rows that are there already.
public enum UpsertSpelling: Sendable, Hashable {
    /// `ON CONFLICT (a) DO UPDATE SET`
    case onConflict
    /// `ON DUPLICATE KEY UPDATE`
    case onDuplicateKey
}

/// How a row of nothing but defaults is inserted.
public enum DefaultValuesSpelling: Sendable, Hashable {
    /// `DEFAULT VALUES`
    case defaultValues
    /// `() VALUES ()`
    case emptyRow
}

/// How the table of a DELETE gets an alias.
public enum DeleteAliasSpelling: Sendable, Hashable {
    /// `DELETE FROM "posts" AS "p"`
    case `as`
    /// ``DELETE `p` FROM `posts` AS `p` ``
    case multipleTables
}

/// How the texts of a group are joined with commas.
public enum GroupConcatSpelling: Sendable, Hashable {
    /// `group_concat(x)`
    case groupConcat
    /// `string_agg(CAST(x AS TEXT), ',')`
    case stringAgg
}

/// How exact decimals are kept and compared.
public enum DecimalSpelling: Sendable, Hashable {
    /// A type of the database's own: `NUMERIC`, `DECIMAL`.
    case native
    /// Text with a decimal collation, and functions for sums, averages and arithmetic.
    case collatedText
}

/// How rows are locked against changes alone.
public enum SharedLockSpelling: String, Sendable, Hashable {
    /// `FOR SHARE`
    case forShare = "FOR SHARE"
    /// `LOCK IN SHARE MODE`
    case lockInShareMode = "LOCK IN SHARE MODE"
    /// The second for MariaDB, the first for MySQL: each takes the other's comment for one.
    case either = "/*M!LOCK IN SHARE MODE*//*!80000FOR SHARE*/"
}

/// A collation that compares text byte by byte, without padding.
public enum BinaryCollation: String, Sendable, Hashable {
    /// MariaDB's.
    case utf8mb4NoPad = "utf8mb4_nopad_bin"
    /// MySQL's.
    case utf8mb4Unicode9 = "utf8mb4_0900_bin"
    /// MariaDB's or MySQL's, whichever of the two reads the statement: each takes the other's comment for one.
    case utf8mb4Either = "/*M!utf8mb4_nopad_bin*//*!80000utf8mb4_0900_bin*/"
}

/// How the database generates a key.
public enum GeneratedKeySpelling: Sendable, Hashable {
    /// An `INTEGER` primary key is the row's own number.
    case rowID
    /// `GENERATED BY DEFAULT AS IDENTITY`
    case identity
    /// `AUTO_INCREMENT`
    case autoIncrement
}

/// How the values of an enumeration are kept to its cases.
public enum EnumerationSpelling: Sendable, Hashable {
    /// A CHECK constraint.
    case check
    /// A CHECK constraint, or a type of its own where the column asks for it.
    case checkOrType
    /// Spelled in the column's type.
    case inline
}

/// How tables and columns are commented.
public enum CommentSpelling: Sendable, Hashable {
    /// Not at all.
    case none
    /// `COMMENT ON TABLE`
    case statements
    /// `COMMENT '…'` with the column
    case inline
}

/// How a column that is there is changed.
public enum ColumnChangeSpelling: Sendable, Hashable {
    /// `ALTER COLUMN "email" TYPE …`, a clause for each thing that changes
    case clauses
    /// ``MODIFY COLUMN `email` …``, with the whole definition
    case wholeDefinition
    /// Not at all: the table is built again.
    case rebuild
}

/// How a constraint is dropped.
public enum ConstraintDropSpelling: Sendable, Hashable {
    /// `DROP CONSTRAINT "uq_users_email"`
    case byName
    /// `DROP FOREIGN KEY`, `DROP INDEX`, `DROP PRIMARY KEY`, and `DROP CONSTRAINT` for a check
    case byKind
}

/// What stands before a statement to be told how it would be run.
public enum ExplainSpelling: String, Sendable, Hashable {
    /// `EXPLAIN SELECT …`
    case explain = "EXPLAIN"
    /// `EXPLAIN QUERY PLAN SELECT …`: SQLite's `EXPLAIN` alone lists instructions of its virtual machine.
    case queryPlan = "EXPLAIN QUERY PLAN"
}

/// How the plan of a statement is found without values for its parameters.
public enum PlanWithoutValues: Sendable, Hashable {
    /// The statement is prepared, and `EXPLAIN EXECUTE` with NULLs gives the plan that is for any values
    /// (`plan_cache_mode = force_generic_plan`).
    case generic
    /// NULL stands in place of each parameter: values make no difference to the plan.
    case nulls
    /// A constant stands in place of each parameter: a comparison with NULL would be found to be never true.
    case constants
}

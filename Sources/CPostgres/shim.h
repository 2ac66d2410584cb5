#include <libpq-fe.h>

// Character constants and variadic or callback types that Swift cannot name by itself.

static const int cinnabar_pg_sqlstate = PG_DIAG_SQLSTATE;
static const int cinnabar_pg_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int cinnabar_pg_message = PG_DIAG_MESSAGE_PRIMARY;
static const int cinnabar_pg_detail = PG_DIAG_MESSAGE_DETAIL;
static const int cinnabar_pg_hint = PG_DIAG_MESSAGE_HINT;
static const int cinnabar_pg_table = PG_DIAG_TABLE_NAME;
static const int cinnabar_pg_column = PG_DIAG_COLUMN_NAME;
static const int cinnabar_pg_constraint = PG_DIAG_CONSTRAINT_NAME;
static const int cinnabar_pg_function = PG_DIAG_SOURCE_FUNCTION;

static void cinnabar_pg_drop_notice(void *context, const PGresult *notice) {
    (void)context;
    (void)notice;
}

// libpq prints notices ("relation exists, skipping") to the standard error unless told otherwise.
static inline void cinnabar_pg_drop_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, cinnabar_pg_drop_notice, 0);
}

// The limit on PostgreSQL: the workloads straight on libpq, with prepared statements, binary parameters and results,
// one statement at a time; and COPY for W2.
#include <endian.h>
#include <libpq-fe.h>
#include <pthread.h>
#include "graph.h"
#include "harness.h"
#include "records.h"

#define EPOCH 946684800000000LL // microseconds from 1970 to 2000, where the server begins to count
static PGconn *db;
static const char *url;

static void fail(PGconn *connection, const char *what) {
    fprintf(stderr, "%s: %s\n", what, PQerrorMessage(connection));
    exit(1);
}
static PGresult *checked(PGconn *connection, PGresult *result, ExecStatusType expected) {
    if (PQresultStatus(result) != expected) fail(connection, "statement");
    return result;
}
static void execute(const char *sql) { PQclear(checked(db, PQexec(db, sql), PGRES_COMMAND_OK)); }
static PGconn *connected(void) {
    PGconn *connection = PQconnectdb(url);
    if (PQstatus(connection) != CONNECTION_OK) fail(connection, "connect");
    return connection;
}
static void prepare(PGconn *connection, const char *name, const char *sql) {
    PQclear(checked(connection, PQprepare(connection, name, sql, 0, 0), PGRES_COMMAND_OK));
}

// Parameters, as they go over the wire
typedef struct { int count, lengths[4], formats[4]; const char *values[4]; uint64_t integers[4]; } Parameters;
static void bind_bytes(Parameters *to, const char *bytes, int length) {
    to->values[to->count] = bytes;
    to->lengths[to->count] = length;
    to->formats[to->count++] = 1;
}
static void bind_integer(Parameters *to, int64_t value) {
    uint64_t *slot = &to->integers[to->count];
    *slot = htobe64((uint64_t)value);
    bind_bytes(to, (const char *)slot, 8);
}
static PGresult *run(PGconn *connection, const char *name, const Parameters *with, ExecStatusType expected) {
    PGresult *result = PQexecPrepared(connection, name, with->count, with->values, with->lengths, with->formats, 1);
    return checked(connection, result, expected);
}
static PGresult *rows_for(PGconn *connection, const char *name, int64_t parameter) {
    Parameters with = {0};
    bind_integer(&with, parameter);
    return run(connection, name, &with, PGRES_TUPLES_OK);
}

// Values of rows
static int64_t integer(PGresult *result, int row, int column) {
    uint64_t value;
    memcpy(&value, PQgetvalue(result, row, column), 8);
    return (int64_t)be64toh(value);
}
static Text text(PGresult *result, int row, int column) { return copied(PQgetvalue(result, row, column), PQgetlength(result, row, column)); }
static User *read_user(PGresult *result, int row) {
    User *user = malloc(sizeof *user);
    user->id = integer(result, row, 0);
    user->username = text(result, row, 1);
    user->email = text(result, row, 2);
    user->created_at = integer(result, row, 3) + EPOCH;
    user->is_active = *PQgetvalue(result, row, 4);
    return user;
}
static void collect_users(PGresult *result, List *into) {
    for (int row = 0; row < PQntuples(result); row++) append(into, read_user(result, row));
    PQclear(result);
}

// Inserting

static void bind_user(Parameters *to, const User *user) {
    bind_bytes(to, user->username.bytes, user->username.length);
    bind_bytes(to, user->email.bytes, user->email.length);
    bind_integer(to, user->created_at - EPOCH);
    bind_bytes(to, (const char *)&user->is_active, 1);
}
static long long insert_objects(long n) {
    List users = {0};
    execute("BEGIN");
    prepare(db, "insert", "INSERT INTO users (username, email, created_at, is_active) VALUES ($1, $2, $3, $4) RETURNING id");
    for (long i = 0; i < n; i++) {
        User *user = made_user(i);
        append(&users, user);
        Parameters with = {0};
        bind_user(&with, user);
        PGresult *result = run(db, "insert", &with, PGRES_TUPLES_OK);
        user->id = integer(result, 0, 0);
        PQclear(result);
    }
    execute("COMMIT");
    return keys_and_free(&users);
}
// One field of COPY's binary format: its length, then its bytes.
static char *put_field(char *at, const void *bytes, int length) {
    uint32_t size = htobe32((uint32_t)length);
    memcpy(at, &size, 4);
    memcpy(at + 4, bytes, (size_t)length);
    return at + 4 + length;
}
static long long insert_rows(long n) {
    enum { BATCH = 1 << 16, ROOM = 512 };
    static const char head[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
    char *buffer = malloc(BATCH + ROOM), *end = buffer;
    execute("BEGIN");
    PQclear(checked(db, PQexec(db, "COPY users (username, email, created_at, is_active) FROM STDIN (FORMAT binary)"), PGRES_COPY_IN));
    memcpy(end, head, sizeof head);
    end += sizeof head;
    for (long i = 0; i < n; i++) {
        const uint16_t fields = htobe16(4);
        const uint64_t time = htobe64((uint64_t)(input[i].created_at - EPOCH));
        memcpy(end, &fields, 2);
        end = put_field(end + 2, input[i].username.bytes, input[i].username.length);
        end = put_field(end, input[i].email.bytes, input[i].email.length);
        end = put_field(end, &time, 8);
        end = put_field(end, &input[i].is_active, 1);
        if (end - buffer < BATCH) continue;
        if (PQputCopyData(db, buffer, (int)(end - buffer)) != 1) fail(db, "COPY");
        end = buffer;
    }
    memset(end, 0xFF, 2);
    if (PQputCopyData(db, buffer, (int)(end + 2 - buffer)) != 1 || PQputCopyEnd(db, 0) != 1) fail(db, "COPY");
    PQclear(checked(db, PQgetResult(db), PGRES_COMMAND_OK));
    while (PQgetResult(db)) {}
    execute("COMMIT");
    free(buffer);
    return n;
}

// Reading

static long long fetch_all(long n) {
    List users = {0};
    prepare(db, "all", "SELECT " USER_COLUMNS " FROM users LIMIT $1::bigint");
    collect_users(rows_for(db, "all", n), &users);
    long long sum = touch_and_free(&users);
    free(users.items);
    return sum;
}
static void prepare_point_read(PGconn *connection) { prepare(connection, "one", "SELECT " USER_COLUMNS " FROM users WHERE id = $1"); }
static long long point_read(PGconn *connection, long i) {
    PGresult *result = rows_for(connection, "one", lookup_key(i));
    if (PQntuples(result) != 1) fail(connection, "point read");
    User *user = read_user(result, 0);
    PQclear(result);
    long long sum = touched(user);
    free_user(user);
    return sum;
}
static long long lookups(long n) {
    long long sum = 0;
    execute("BEGIN");
    prepare_point_read(db);
    for (long i = 0; i < n; i++) sum += point_read(db, i);
    execute("COMMIT");
    return sum;
}
static long long filtered(long n) {
    long long sum = 0;
    List users = {0};
    execute("BEGIN");
    prepare(db, "range", "SELECT " USER_COLUMNS " FROM users WHERE is_active AND username >= $1 AND username < $2"
                         " ORDER BY created_at DESC LIMIT 20");
    for (long i = 0; i < n; i++) {
        char low[BOUND_LENGTH], high[BOUND_LENGTH];
        prefix_range(i, low, high);
        Parameters with = {0};
        bind_bytes(&with, low, (int)strlen(low));
        bind_bytes(&with, high, (int)strlen(high));
        collect_users(run(db, "range", &with, PGRES_TUPLES_OK), &users);
        sum += touch_and_free(&users);
    }
    execute("COMMIT");
    free(users.items);
    return sum;
}
static long long pages(long n) {
    long long sum = 0;
    List users = {0};
    const Parameters none = {0};
    execute("BEGIN");
    prepare(db, "count", "SELECT count(*) FROM users");
    prepare(db, "page", "SELECT " USER_COLUMNS " FROM users ORDER BY id LIMIT 20 OFFSET $1");
    for (long i = 0; i < n; i++) {
        PGresult *count = run(db, "count", &none, PGRES_TUPLES_OK);
        sum += integer(count, 0, 0);
        PQclear(count);
        collect_users(rows_for(db, "page", i % 100 * 20), &users);
        sum += touch_and_free(&users);
    }
    execute("COMMIT");
    free(users.items);
    return sum;
}

// The graph, in three statements

// `= ANY($1)` with the parents' keys: an array in its binary format. Every parent begins with its key.
static PGresult *children(const char *name, const List *parents) {
    const uint32_t head[5] = {htobe32(1), 0, htobe32(20), htobe32((uint32_t)parents->count), htobe32(1)};
    char *array = malloc(sizeof head + (size_t)parents->count * 12), *end = array;
    memcpy(end, head, sizeof head);
    end += sizeof head;
    for (long i = 0; i < parents->count; i++) {
        const uint64_t key = htobe64((uint64_t)*(int64_t *)parents->items[i]);
        end = put_field(end, &key, 8);
    }
    Parameters with = {0};
    bind_bytes(&with, array, (int)(end - array));
    PGresult *result = run(db, name, &with, PGRES_TUPLES_OK);
    free(array);
    return result;
}
static long long graph(long n) {
    Graph graph = {0};
    execute("BEGIN");
    prepare(db, "users", "SELECT " USER_COLUMNS " FROM users ORDER BY id LIMIT $1::bigint");
    collect_users(rows_for(db, "users", n), &graph.users);
    index_users(&graph);
    prepare(db, "posts", POSTS_OF "= ANY($1)");
    PGresult *result = children("posts", &graph.users);
    for (int row = 0; row < PQntuples(result); row++) {
        Post *post = calloc(1, sizeof *post);
        post->id = integer(result, row, 0);
        post->title = text(result, row, 1);
        post->body = text(result, row, 2);
        post->user_id = integer(result, row, 3);
        add_post(&graph, post);
    }
    PQclear(result);
    prepare(db, "tags", TAGS_OF "= ANY($1)");
    result = children("tags", &graph.posts);
    for (int row = 0; row < PQntuples(result); row++) {
        int64_t id = integer(result, row, 1);
        Tag **tag = tag_slot(&graph, id);
        if (!*tag) *tag = made_tag(id, text(result, row, 2));
        add_tag(&graph, integer(result, row, 0), *tag);
    }
    PQclear(result);
    execute("COMMIT");
    return traverse_and_free(&graph);
}

// Changing

static long changed(PGresult *result) {
    long count = atol(PQcmdTuples(result));
    PQclear(result);
    return count;
}
static long long change_objects(long n) {
    List users = {0};
    long long sum = 0;
    execute("BEGIN");
    prepare(db, "users", "SELECT " USER_COLUMNS " FROM users WHERE id <= $1");
    collect_users(rows_for(db, "users", n), &users);
    for (long i = 0; i < users.count; i++) change_email(users.items[i]);
    prepare(db, "update", "UPDATE users SET email = $1 WHERE id = $2");
    for (long i = 0; i < users.count; i++) {
        User *user = users.items[i];
        Parameters with = {0};
        bind_bytes(&with, user->email.bytes, user->email.length);
        bind_integer(&with, user->id);
        sum += changed(run(db, "update", &with, PGRES_COMMAND_OK));
    }
    execute("COMMIT");
    touch_and_free(&users);
    free(users.items);
    return sum;
}
static long long change_rows(long n) {
    char sql[80];
    execute("BEGIN");
    snprintf(sql, sizeof sql, "UPDATE users SET is_active = false WHERE id <= %ld", n);
    long long sum = changed(checked(db, PQexec(db, sql), PGRES_COMMAND_OK));
    snprintf(sql, sizeof sql, "DELETE FROM users WHERE id > %ld", n + n / 2);
    sum += changed(checked(db, PQexec(db, sql), PGRES_COMMAND_OK));
    execute("COMMIT");
    return sum;
}

// W10: a thread for each connection, which does the work of its share of the clients

static PGconn *connections[CONNECTIONS];
static long reads; // of each client
static long long sums[CONNECTIONS];

static void open_connections(long n) {
    reads = n;
    for (int i = 0; i < CONNECTIONS; i++) {
        connections[i] = connected();
        prepare_point_read(connections[i]);
    }
}
static void *read_for_clients(void *argument) {
    long connection = (long)argument, share = CLIENTS / CONNECTIONS * reads;
    for (long i = connection * share; i < (connection + 1) * share; i++) sums[connection] += point_read(connections[connection], i);
    return 0;
}
static long long concurrent_reads(long n) {
    (void)n;
    pthread_t threads[CONNECTIONS];
    long long sum = 0;
    for (long i = 0; i < CONNECTIONS; i++)
        if (pthread_create(&threads[i], 0, read_for_clients, (void *)i)) fail(db, "thread");
    for (int i = 0; i < CONNECTIONS; i++) { pthread_join(threads[i], 0); sum += sums[i]; }
    for (int i = 0; i < CONNECTIONS; i++) PQfinish(connections[i]);
    return sum;
}

static const Workload workloads[] = {
    {"W1", prepare_input, insert_objects}, {"W2", prepare_input, insert_rows},
    {"W3", 0, fetch_all}, {"W3s", 0, fetch_all}, {"W4", 0, lookups}, {"W5", 0, filtered}, {"W6", 0, graph},
    {"W7", 0, change_objects}, {"W8", 0, change_rows}, {"W9", 0, pages}, {"W10", open_connections, concurrent_reads},
};

static void open_database(const char *address) {
    url = address;
    db = connected();
}

int main(int count, char **arguments) {
    int status = harness(count, arguments, open_database, workloads, sizeof workloads / sizeof *workloads);
    PQfinish(db);
    return status;
}

// The limit: the workloads straight on sqlite3, with prepared statements and plain structs.
#include <sqlite3.h>
#include "graph.h"
#include "harness.h"
#include "records.h"

static sqlite3 *db;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}
static void execute(const char *sql) {
    if (sqlite3_exec(db, sql, 0, 0, 0) != SQLITE_OK) fail(sql);
}
static sqlite3_stmt *prepared(const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, 0) != SQLITE_OK) fail(sql);
    return statement;
}
static void run(sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_sql(statement));
    sqlite3_reset(statement);
}
static void bind_text(sqlite3_stmt *statement, int index, const Text *text) {
    sqlite3_bind_text(statement, index, text->bytes, text->length, SQLITE_STATIC);
}
static Text text_column(sqlite3_stmt *row, int column) {
    const void *bytes = sqlite3_column_text(row, column);
    return copied(bytes, sqlite3_column_bytes(row, column));
}
static User *read_user(sqlite3_stmt *row) {
    User *user = malloc(sizeof *user);
    user->id = sqlite3_column_int64(row, 0);
    user->username = text_column(row, 1);
    user->email = text_column(row, 2);
    user->created_at = parsed_time((const char *)sqlite3_column_text(row, 3));
    user->is_active = sqlite3_column_int(row, 4);
    return user;
}
static void collect_users(sqlite3_stmt *statement, List *into) {
    while (sqlite3_step(statement) == SQLITE_ROW) append(into, read_user(statement));
    sqlite3_reset(statement);
}

// Inserting

#define INSERT "INSERT INTO users (username, email, created_at, is_active) VALUES "

static void bind_user(sqlite3_stmt *statement, int first, const User *user, char *time) {
    bind_text(statement, first, &user->username);
    bind_text(statement, first + 1, &user->email);
    written_time(user->created_at, time);
    sqlite3_bind_text(statement, first + 2, time, TIME_LENGTH, SQLITE_STATIC);
    sqlite3_bind_int(statement, first + 3, user->is_active);
}
static long long insert_objects(long n) {
    char time[TIME_LENGTH];
    List users = {0};
    execute("BEGIN IMMEDIATE");
    sqlite3_stmt *insert = prepared(INSERT "(?,?,?,?)");
    for (long i = 0; i < n; i++) {
        User *user = made_user(i);
        append(&users, user);
        bind_user(insert, 1, user, time);
        run(insert);
        user->id = sqlite3_last_insert_rowid(db);
    }
    sqlite3_finalize(insert);
    execute("COMMIT");
    return keys_and_free(&users);
}
// Fifty rows a statement: fewer runs of the same program in SQLite's machine.
static long long insert_rows(long n) {
    enum { ROWS = 50 };
    char sql[1024] = INSERT "(?,?,?,?)", times[ROWS][TIME_LENGTH];
    for (int i = 1; i < ROWS; i++) strcat(sql, ",(?,?,?,?)");
    execute("BEGIN IMMEDIATE");
    sqlite3_stmt *many = prepared(sql), *one = prepared(INSERT "(?,?,?,?)");
    long i = 0;
    for (; i + ROWS <= n; i += ROWS) {
        for (int k = 0; k < ROWS; k++) bind_user(many, k * 4 + 1, &input[i + k], times[k]);
        run(many);
    }
    for (; i < n; i++) { bind_user(one, 1, &input[i], times[0]); run(one); }
    sqlite3_finalize(many);
    sqlite3_finalize(one);
    execute("COMMIT");
    return n;
}

// Reading

static long long fetch_all(long n) {
    List users = {0};
    sqlite3_stmt *select = prepared("SELECT " USER_COLUMNS " FROM users LIMIT ?");
    sqlite3_bind_int64(select, 1, n);
    collect_users(select, &users);
    sqlite3_finalize(select);
    long long sum = touch_and_free(&users);
    free(users.items);
    return sum;
}
static long long stream(long n) {
    long long sum = 0;
    sqlite3_stmt *select = prepared("SELECT " USER_COLUMNS " FROM users ORDER BY id LIMIT ?");
    sqlite3_bind_int64(select, 1, n);
    while (sqlite3_step(select) == SQLITE_ROW) {
        User *user = read_user(select);
        sum += touched(user);
        free_user(user);
    }
    sqlite3_finalize(select);
    return sum;
}
static long long point_read(sqlite3_stmt *select, long i) {
    sqlite3_bind_int64(select, 1, lookup_key(i));
    if (sqlite3_step(select) != SQLITE_ROW) fail("point read");
    User *user = read_user(select);
    sqlite3_reset(select);
    long long sum = touched(user);
    free_user(user);
    return sum;
}
static long long lookups(long n) {
    long long sum = 0;
    execute("BEGIN");
    sqlite3_stmt *select = prepared("SELECT " USER_COLUMNS " FROM users WHERE id = ?");
    for (long i = 0; i < n; i++) sum += point_read(select, i);
    sqlite3_finalize(select);
    execute("COMMIT");
    return sum;
}
static long long filtered(long n) {
    long long sum = 0;
    List users = {0};
    execute("BEGIN");
    sqlite3_stmt *select = prepared("SELECT " USER_COLUMNS " FROM users WHERE is_active = 1 AND username >= ? AND username < ?"
                                    " ORDER BY created_at DESC LIMIT 20");
    for (long i = 0; i < n; i++) {
        char low[BOUND_LENGTH], high[BOUND_LENGTH];
        prefix_range(i, low, high);
        sqlite3_bind_text(select, 1, low, -1, SQLITE_STATIC);
        sqlite3_bind_text(select, 2, high, -1, SQLITE_STATIC);
        collect_users(select, &users);
        sum += touch_and_free(&users);
    }
    sqlite3_finalize(select);
    execute("COMMIT");
    free(users.items);
    return sum;
}
static long long pages(long n) {
    long long sum = 0;
    List users = {0};
    execute("BEGIN");
    sqlite3_stmt *count = prepared("SELECT count(*) FROM users");
    sqlite3_stmt *select = prepared("SELECT " USER_COLUMNS " FROM users ORDER BY id LIMIT 20 OFFSET ?");
    for (long i = 0; i < n; i++) {
        if (sqlite3_step(count) != SQLITE_ROW) fail("count");
        sum += sqlite3_column_int64(count, 0);
        sqlite3_reset(count);
        sqlite3_bind_int64(select, 1, i % 100 * 20);
        collect_users(select, &users);
        sum += touch_and_free(&users);
    }
    sqlite3_finalize(count);
    sqlite3_finalize(select);
    execute("COMMIT");
    free(users.items);
    return sum;
}

// The graph, in three statements

static sqlite3_stmt *prepared_in(const char *head, const List *parents) {
    char *sql = malloc(strlen(head) + (size_t)parents->count * 2 + 4), *end = stpcpy(sql, head);
    for (long i = 0; i < parents->count; i++) { *end++ = i ? ',' : '('; *end++ = '?'; }
    strcpy(end, ")");
    sqlite3_stmt *statement = prepared(sql);
    free(sql);
    // Every parent begins with its key.
    for (long i = 0; i < parents->count; i++) sqlite3_bind_int64(statement, (int)i + 1, *(int64_t *)parents->items[i]);
    return statement;
}
static long long graph(long n) {
    Graph graph = {0};
    execute("BEGIN");
    sqlite3_stmt *select = prepared("SELECT " USER_COLUMNS " FROM users ORDER BY id LIMIT ?");
    sqlite3_bind_int64(select, 1, n);
    collect_users(select, &graph.users);
    sqlite3_finalize(select);
    index_users(&graph);
    select = prepared_in(POSTS_OF "IN ", &graph.users);
    while (sqlite3_step(select) == SQLITE_ROW) {
        Post *post = calloc(1, sizeof *post);
        post->id = sqlite3_column_int64(select, 0);
        post->title = text_column(select, 1);
        post->body = text_column(select, 2);
        post->user_id = sqlite3_column_int64(select, 3);
        add_post(&graph, post);
    }
    sqlite3_finalize(select);
    select = prepared_in(TAGS_OF "IN ", &graph.posts);
    while (sqlite3_step(select) == SQLITE_ROW) {
        int64_t id = sqlite3_column_int64(select, 1);
        Tag **tag = tag_slot(&graph, id);
        if (!*tag) *tag = made_tag(id, text_column(select, 2));
        add_tag(&graph, sqlite3_column_int64(select, 0), *tag);
    }
    sqlite3_finalize(select);
    execute("COMMIT");
    return traverse_and_free(&graph);
}

// Changing

static long long change_objects(long n) {
    List users = {0};
    long long changed = 0;
    execute("BEGIN IMMEDIATE");
    sqlite3_stmt *select = prepared("SELECT " USER_COLUMNS " FROM users WHERE id <= ?");
    sqlite3_bind_int64(select, 1, n);
    collect_users(select, &users);
    sqlite3_finalize(select);
    for (long i = 0; i < users.count; i++) change_email(users.items[i]);
    sqlite3_stmt *update = prepared("UPDATE users SET email = ? WHERE id = ?");
    for (long i = 0; i < users.count; i++) {
        User *user = users.items[i];
        bind_text(update, 1, &user->email);
        sqlite3_bind_int64(update, 2, user->id);
        run(update);
        changed += sqlite3_changes(db);
    }
    sqlite3_finalize(update);
    execute("COMMIT");
    touch_and_free(&users);
    free(users.items);
    return changed;
}
static long long change_rows(long n) {
    char sql[80];
    execute("BEGIN IMMEDIATE");
    snprintf(sql, sizeof sql, "UPDATE users SET is_active = 0 WHERE id <= %ld", n);
    execute(sql);
    long long changed = sqlite3_changes(db);
    snprintf(sql, sizeof sql, "DELETE FROM users WHERE id > %ld", n + n / 2);
    execute(sql);
    changed += sqlite3_changes(db);
    execute("COMMIT");
    return changed;
}

// Sessions: what a unit of work costs around its statements

static long long sessions(long n, bool reads) {
    long long sum = 0;
    sqlite3_stmt *begin = prepared("BEGIN"), *commit = prepared("COMMIT");
    sqlite3_stmt *select = prepared("SELECT " USER_COLUMNS " FROM users WHERE id = ?");
    for (long i = 0; i < n; i++) {
        run(begin);
        sum += reads ? point_read(select, i) : 1;
        run(commit);
    }
    sqlite3_finalize(begin);
    sqlite3_finalize(commit);
    sqlite3_finalize(select);
    return sum;
}
static long long empty_sessions(long n) { return sessions(n, false); }
static long long reading_sessions(long n) { return sessions(n, true); }

static const Workload workloads[] = {
    {"W1", prepare_input, insert_objects}, {"W2", prepare_input, insert_rows},
    {"W3", 0, fetch_all}, {"W3s", 0, fetch_all}, {"W4", 0, lookups}, {"W5", 0, filtered}, {"W6", 0, graph},
    {"W7", 0, change_objects}, {"W8", 0, change_rows}, {"W9", 0, pages}, {"stream", 0, stream},
    {"session-empty", 0, empty_sessions}, {"session-read", 0, reading_sessions},
};

static void open_database(const char *path) {
    // One thread uses the connection: no lock for each call.
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0) != SQLITE_OK) fail(path);
    execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON");
}

int main(int count, char **arguments) {
    int status = harness(count, arguments, open_database, workloads, sizeof workloads / sizeof *workloads);
    sqlite3_close(db);
    return status;
}

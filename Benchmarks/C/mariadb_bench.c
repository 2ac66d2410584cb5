// The limit on MariaDB: the workloads straight on its C client, with prepared statements in the binary protocol, one
// statement at a time; and bound arrays for W2.
#include <mysql.h>
#include "graph.h"
#include "harness.h"
#include "records.h"

#define INSERT "INSERT INTO users (username, email, created_at, is_active) VALUES (?, ?, ?, ?)"
static MYSQL *db;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}
static void execute(const char *sql) {
    if (mysql_query(db, sql)) fail(sql, mysql_error(db));
}
static MYSQL_STMT *prepared(const char *sql) {
    MYSQL_STMT *statement = mysql_stmt_init(db);
    if (mysql_stmt_prepare(statement, sql, strlen(sql))) fail(sql, mysql_stmt_error(statement));
    return statement;
}
static void run(MYSQL_STMT *statement, MYSQL_BIND *parameters) {
    if (parameters && mysql_stmt_bind_param(statement, parameters)) fail("bind", mysql_stmt_error(statement));
    if (mysql_stmt_execute(statement)) fail("execute", mysql_stmt_error(statement));
}

// Parameters
static void bind_integer(MYSQL_BIND *to, const int64_t *value) { *to = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = (void *)value}; }
static void bind_text(MYSQL_BIND *to, const char *bytes, int length) {
    *to = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING, .buffer = (void *)bytes, .buffer_length = (unsigned long)length};
}
static MYSQL_TIME broken_down(int64_t microseconds) {
    int64_t seconds = microseconds / 1000000, in_day = seconds % 86400;
    int year, month, day;
    date_of(seconds / 86400, &year, &month, &day);
    return (MYSQL_TIME){
        .year = (unsigned)year, .month = (unsigned)month, .day = (unsigned)day, .hour = (unsigned)(in_day / 3600),
        .minute = (unsigned)(in_day / 60 % 60), .second = (unsigned)(in_day % 60), .second_part = (unsigned long)(microseconds % 1000000)};
}

// Rows: the client copies each value into a buffer of its column.
typedef struct { MYSQL_BIND binds[5]; int64_t integers[5]; char texts[5][1024]; unsigned long lengths[5]; MYSQL_TIME time; signed char flag; } Row;
static void expect_integer(Row *row, int column) { bind_integer(&row->binds[column], &row->integers[column]); }
static void expect_text(Row *row, int column) {
    row->binds[column] = (MYSQL_BIND){
        .buffer_type = MYSQL_TYPE_STRING, .buffer = row->texts[column], .buffer_length = sizeof row->texts[column], .length = &row->lengths[column]};
}
static void expect(MYSQL_STMT *statement, Row *row) {
    if (mysql_stmt_bind_result(statement, row->binds)) fail("bind", mysql_stmt_error(statement));
}
static void expect_user(MYSQL_STMT *statement, Row *row) {
    expect_integer(row, 0);
    expect_text(row, 1);
    expect_text(row, 2);
    row->binds[3] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_DATETIME, .buffer = &row->time};
    row->binds[4] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_TINY, .buffer = &row->flag};
    expect(statement, row);
}
static bool fetch(MYSQL_STMT *statement) {
    int code = mysql_stmt_fetch(statement);
    if (code && code != MYSQL_NO_DATA) fail("fetch", mysql_stmt_error(statement));
    return !code;
}
static Text text(const Row *row, int column) { return copied(row->texts[column], (int)row->lengths[column]); }
static User *read_user(const Row *row) {
    const MYSQL_TIME *time = &row->time;
    int64_t seconds = days_of((int)time->year, (int)time->month, (int)time->day) * 86400 + time->hour * 3600 + time->minute * 60 + time->second;
    User *user = malloc(sizeof *user);
    user->id = row->integers[0];
    user->username = text(row, 1);
    user->email = text(row, 2);
    user->created_at = seconds * 1000000 + (int64_t)time->second_part;
    user->is_active = row->flag;
    return user;
}
static void collect_users(MYSQL_STMT *statement, const Row *row, List *into) {
    while (fetch(statement)) append(into, read_user(row));
    mysql_stmt_free_result(statement);
}

// Inserting

static long long insert_objects(long n) {
    List users = {0};
    execute("BEGIN");
    MYSQL_STMT *insert = prepared(INSERT);
    for (long i = 0; i < n; i++) {
        User *user = made_user(i);
        append(&users, user);
        MYSQL_TIME time = broken_down(user->created_at);
        MYSQL_BIND with[4];
        bind_text(&with[0], user->username.bytes, user->username.length);
        bind_text(&with[1], user->email.bytes, user->email.length);
        with[2] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_DATETIME, .buffer = &time};
        with[3] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_TINY, .buffer = &user->is_active};
        run(insert, with);
        user->id = (int64_t)mysql_stmt_insert_id(insert);
    }
    mysql_stmt_close(insert);
    execute("COMMIT");
    return keys_and_free(&users);
}
static long long insert_rows(long n) {
    enum { ROWS = 2000 };
    static char *usernames[ROWS], *emails[ROWS];
    static unsigned long username_lengths[ROWS], email_lengths[ROWS];
    static MYSQL_TIME times[ROWS], *time_places[ROWS];
    static char flags[ROWS];
    execute("BEGIN");
    MYSQL_STMT *insert = prepared(INSERT);
    for (long start = 0; start < n; start += ROWS) {
        unsigned int rows = (unsigned int)(n - start < ROWS ? n - start : ROWS);
        for (unsigned int i = 0; i < rows; i++) {
            const User *user = &input[start + i];
            usernames[i] = user->username.bytes;
            username_lengths[i] = (unsigned long)user->username.length;
            emails[i] = user->email.bytes;
            email_lengths[i] = (unsigned long)user->email.length;
            times[i] = broken_down(user->created_at);
            time_places[i] = &times[i];
            flags[i] = user->is_active;
        }
        MYSQL_BIND with[4] = {
            {.buffer_type = MYSQL_TYPE_STRING, .buffer = usernames, .length = username_lengths},
            {.buffer_type = MYSQL_TYPE_STRING, .buffer = emails, .length = email_lengths},
            {.buffer_type = MYSQL_TYPE_DATETIME, .buffer = time_places},
            {.buffer_type = MYSQL_TYPE_TINY, .buffer = flags}};
        mysql_stmt_attr_set(insert, STMT_ATTR_ARRAY_SIZE, &rows);
        run(insert, with);
    }
    mysql_stmt_close(insert);
    execute("COMMIT");
    return n;
}

// Reading

static long long fetch_all(long n) {
    int64_t limit = n;
    List users = {0};
    static Row row;
    MYSQL_STMT *select = prepared("SELECT " USER_COLUMNS " FROM users LIMIT ?");
    MYSQL_BIND with;
    bind_integer(&with, &limit);
    run(select, &with);
    expect_user(select, &row);
    collect_users(select, &row, &users);
    mysql_stmt_close(select);
    long long sum = touch_and_free(&users);
    free(users.items);
    return sum;
}
static long long lookups(long n) {
    long long sum = 0;
    static Row row;
    execute("BEGIN");
    MYSQL_STMT *select = prepared("SELECT " USER_COLUMNS " FROM users WHERE id = ?");
    for (long i = 0; i < n; i++) {
        int64_t key = lookup_key(i);
        MYSQL_BIND with;
        bind_integer(&with, &key);
        run(select, &with);
        expect_user(select, &row);
        if (!fetch(select)) fail("point read", "no row");
        User *user = read_user(&row);
        mysql_stmt_free_result(select);
        sum += touched(user);
        free_user(user);
    }
    mysql_stmt_close(select);
    execute("COMMIT");
    return sum;
}
static long long filtered(long n) {
    long long sum = 0;
    List users = {0};
    static Row row;
    execute("BEGIN");
    MYSQL_STMT *select = prepared("SELECT " USER_COLUMNS " FROM users WHERE is_active AND username >= ? AND username < ?"
                                  " ORDER BY created_at DESC LIMIT 20");
    for (long i = 0; i < n; i++) {
        char low[BOUND_LENGTH], high[BOUND_LENGTH];
        prefix_range(i, low, high);
        MYSQL_BIND with[2];
        bind_text(&with[0], low, (int)strlen(low));
        bind_text(&with[1], high, (int)strlen(high));
        run(select, with);
        expect_user(select, &row);
        collect_users(select, &row, &users);
        sum += touch_and_free(&users);
    }
    mysql_stmt_close(select);
    execute("COMMIT");
    free(users.items);
    return sum;
}
static long long pages(long n) {
    long long sum = 0;
    List users = {0};
    static Row row, total;
    expect_integer(&total, 0);
    execute("BEGIN");
    MYSQL_STMT *count = prepared("SELECT count(*) FROM users");
    MYSQL_STMT *select = prepared("SELECT " USER_COLUMNS " FROM users ORDER BY id LIMIT 20 OFFSET ?");
    for (long i = 0; i < n; i++) {
        run(count, 0);
        expect(count, &total);
        if (!fetch(count)) fail("count", "no row");
        sum += total.integers[0];
        mysql_stmt_free_result(count);
        int64_t offset = i % 100 * 20;
        MYSQL_BIND with;
        bind_integer(&with, &offset);
        run(select, &with);
        expect_user(select, &row);
        collect_users(select, &row, &users);
        sum += touch_and_free(&users);
    }
    mysql_stmt_close(count);
    mysql_stmt_close(select);
    execute("COMMIT");
    free(users.items);
    return sum;
}

// The graph, in three statements

// Every parent begins with its key.
static MYSQL_STMT *children(const char *head, const List *parents) {
    char *sql = malloc(strlen(head) + (size_t)parents->count * 2 + 8), *end = stpcpy(sql, head);
    MYSQL_BIND *with = calloc((size_t)parents->count, sizeof *with);
    end = stpcpy(end, "IN ");
    for (long i = 0; i < parents->count; i++) {
        *end++ = i ? ',' : '(';
        *end++ = '?';
        bind_integer(&with[i], parents->items[i]);
    }
    strcpy(end, ")");
    MYSQL_STMT *statement = prepared(sql);
    run(statement, with);
    free(sql);
    free(with);
    return statement;
}
static long long graph(long n) {
    int64_t limit = n;
    Graph graph = {0};
    static Row row, post_row, tag_row;
    execute("BEGIN");
    MYSQL_STMT *select = prepared("SELECT " USER_COLUMNS " FROM users ORDER BY id LIMIT ?");
    MYSQL_BIND with;
    bind_integer(&with, &limit);
    run(select, &with);
    expect_user(select, &row);
    collect_users(select, &row, &graph.users);
    mysql_stmt_close(select);
    index_users(&graph);
    select = children(POSTS_OF, &graph.users);
    expect_integer(&post_row, 0);
    expect_text(&post_row, 1);
    expect_text(&post_row, 2);
    expect_integer(&post_row, 3);
    expect(select, &post_row);
    while (fetch(select)) {
        Post *post = calloc(1, sizeof *post);
        post->id = post_row.integers[0];
        post->title = text(&post_row, 1);
        post->body = text(&post_row, 2);
        post->user_id = post_row.integers[3];
        add_post(&graph, post);
    }
    mysql_stmt_close(select);
    select = children(TAGS_OF, &graph.posts);
    expect_integer(&tag_row, 0);
    expect_integer(&tag_row, 1);
    expect_text(&tag_row, 2);
    expect(select, &tag_row);
    while (fetch(select)) {
        Tag **tag = tag_slot(&graph, tag_row.integers[1]);
        if (!*tag) *tag = made_tag(tag_row.integers[1], text(&tag_row, 2));
        add_tag(&graph, tag_row.integers[0], *tag);
    }
    mysql_stmt_close(select);
    execute("COMMIT");
    return traverse_and_free(&graph);
}

// Changing

static long long change_objects(long n) {
    int64_t limit = n;
    List users = {0};
    long long sum = 0;
    static Row row;
    execute("BEGIN");
    MYSQL_STMT *select = prepared("SELECT " USER_COLUMNS " FROM users WHERE id <= ?");
    MYSQL_BIND with[2];
    bind_integer(with, &limit);
    run(select, with);
    expect_user(select, &row);
    collect_users(select, &row, &users);
    mysql_stmt_close(select);
    for (long i = 0; i < users.count; i++) change_email(users.items[i]);
    MYSQL_STMT *update = prepared("UPDATE users SET email = ? WHERE id = ?");
    for (long i = 0; i < users.count; i++) {
        User *user = users.items[i];
        bind_text(&with[0], user->email.bytes, user->email.length);
        bind_integer(&with[1], &user->id);
        run(update, with);
        sum += (long long)mysql_stmt_affected_rows(update);
    }
    mysql_stmt_close(update);
    execute("COMMIT");
    touch_and_free(&users);
    free(users.items);
    return sum;
}
static long long change_rows(long n) {
    char sql[80];
    execute("BEGIN");
    snprintf(sql, sizeof sql, "UPDATE users SET is_active = FALSE WHERE id <= %ld", n);
    execute(sql);
    long long sum = (long long)mysql_affected_rows(db);
    snprintf(sql, sizeof sql, "DELETE FROM users WHERE id > %ld", n + n / 2);
    execute(sql);
    sum += (long long)mysql_affected_rows(db);
    execute("COMMIT");
    return sum;
}

static const Workload workloads[] = {
    {"W1", prepare_input, insert_objects}, {"W2", prepare_input, insert_rows},
    {"W3", 0, fetch_all}, {"W3s", 0, fetch_all}, {"W4", 0, lookups}, {"W5", 0, filtered}, {"W6", 0, graph},
    {"W7", 0, change_objects}, {"W8", 0, change_rows}, {"W9", 0, pages},
};

// mariadb://user:password@host:port/name
static void open_database(const char *url) {
    char user[64], password[64], host[64], name[64];
    unsigned int port;
    if (sscanf(url, "mariadb://%63[^:]:%63[^@]@%63[^:]:%u/%63s", user, password, host, &port, name) != 5) fail(url, "no such URL");
    db = mysql_init(0);
    // Rows that are found count, also where they were as they are set.
    if (!mysql_real_connect(db, host, user, password, name, port, 0, CLIENT_FOUND_ROWS)) fail("connect", mysql_error(db));
    execute("SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin, time_zone = '+00:00'");
}

int main(int count, char **arguments) {
    int status = harness(count, arguments, open_database, workloads, sizeof workloads / sizeof *workloads);
    if (db) mysql_close(db);
    return status;
}

// The records of the benchmark as plain structs, their text dates, and what every program does with them.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { char *bytes; int length; } Text;
typedef struct { int64_t id; Text username, email; int64_t created_at; bool is_active; } User; // microseconds since 1970
typedef struct { void **items; long count, room; } List;
typedef struct { int64_t id; Text name; } Tag;
typedef struct { int64_t id, user_id; Text title, body; List tags; } Post;
typedef struct { User *user; List posts; } Author;

#define USER_COLUMNS "id, username, email, created_at, is_active"
#define BIG 200000 // users in the large data set
#define CLIENTS 64 // that read at once in W10,
#define CONNECTIONS 8 // and the connections that they share

static inline Text copied(const void *bytes, int length) {
    Text text = {malloc((size_t)length + 1), length};
    memcpy(text.bytes, bytes, (size_t)length);
    text.bytes[length] = 0;
    return text;
}

static inline void append(List *list, void *item) {
    if (list->count == list->room) {
        list->room = list->room ? list->room * 2 : 4;
        list->items = realloc(list->items, (size_t)list->room * sizeof(void *));
    }
    list->items[list->count++] = item;
}

// Days since 1970-01-01 and back, counting years from March so that the leap day comes last.
static inline int64_t days_of(int year, int month, int day) {
    int64_t shifted = month > 2 ? year : year - 1;
    int since_march = month > 2 ? month - 3 : month + 9;
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (153 * since_march + 2) / 5 + day - 719469;
}

static inline void date_of(int64_t days, int *year, int *month, int *day) {
    int64_t n = days + 719468;
    int64_t era = n / 146097, rest = n % 146097;
    int64_t y = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    int64_t in_year = rest - (y * 365 + y / 4 - y / 100);
    int64_t m = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(era * 400 + y + (*month <= 2));
}

static inline int two(const char *p) { return (p[0] - '0') * 10 + (p[1] - '0'); }

// "2024-02-29 12:34:56.789000", to microseconds
static inline int64_t parsed_time(const char *p) {
    int64_t day = days_of(two(p) * 100 + two(p + 2), two(p + 5), two(p + 8));
    int64_t seconds = day * 86400 + two(p + 11) * 3600 + two(p + 14) * 60 + two(p + 17);
    int64_t fraction = 0, unit = 100000;
    if (p[19] == '.')
        for (const char *digit = p + 20; *digit >= '0' && *digit <= '9'; digit++, unit /= 10) fraction += (*digit - '0') * unit;
    return seconds * 1000000 + fraction;
}

static inline void put(char *at, int digits, int64_t value) {
    while (digits-- > 0) { at[digits] = (char)('0' + value % 10); value /= 10; }
}

#define TIME_LENGTH 26
static inline void written_time(int64_t microseconds, char *out) {
    int64_t seconds = microseconds / 1000000, in_day = seconds % 86400;
    int year, month, day;
    date_of(seconds / 86400, &year, &month, &day);
    memcpy(out, "0000-00-00 00:00:00.000000", TIME_LENGTH);
    put(out, 4, year); put(out + 5, 2, month); put(out + 8, 2, day);
    put(out + 11, 2, in_day / 3600); put(out + 14, 2, in_day / 60 % 60); put(out + 17, 2, in_day % 60);
    put(out + 20, 6, microseconds % 1000000);
}

// The n-th user that is inserted; seed.py has the same formulas.
static inline void make_user(User *user, long n) {
    char buffer[64];
    int length = snprintf(buffer, sizeof buffer, "user_%06ld", n);
    user->username = copied(buffer, length);
    length = snprintf(buffer, sizeof buffer, "user_%06ld@example.com", n);
    user->email = copied(buffer, length);
    user->created_at = (1704067200LL + n * 7919LL % 31536000) * 1000000;
    user->is_active = n % 3 != 0;
    user->id = 0;
}

static inline void free_user(User *user) { free(user->username.bytes); free(user->email.bytes); free(user); }

// Every participant adds up the same: id, lengths in bytes, the second of the time, the flag.
static inline long long touched(const User *user) {
    return user->id + user->username.length + user->email.length + user->created_at / 1000000 % 60 + user->is_active;
}

static inline long long touch_and_free(List *users) {
    long long sum = 0;
    for (long i = 0; i < users->count; i++) sum += touched(users->items[i]);
    for (long i = 0; i < users->count; i++) free_user(users->items[i]);
    users->count = 0;
    return sum;
}

// The input of W1 and W2, made before the clock starts.
static User *input;
static inline void prepare_input(long n) {
    input = malloc((size_t)n * sizeof *input);
    for (long i = 0; i < n; i++) make_user(&input[i], i + 1);
}

// An object of its own, as an application would make it.
static inline User *made_user(long i) {
    User *user = malloc(sizeof *user);
    *user = input[i];
    user->username = copied(input[i].username.bytes, input[i].username.length);
    user->email = copied(input[i].email.bytes, input[i].email.length);
    return user;
}
static inline long long keys_and_free(List *users) {
    long long sum = 0;
    for (long i = 0; i < users->count; i++) { User *user = users->items[i]; sum += user->id; free_user(user); }
    free(users->items);
    return sum;
}

// W4: each time another row, spread over the table.
static inline int64_t lookup_key(long i) { return i * 7919 % BIG + 1; }

// W5: the bounds of the i-th range of a hundred user names.
#define BOUND_LENGTH 16
static inline void prefix_range(long i, char *low, char *high) {
    snprintf(low, BOUND_LENGTH, "user_%04ld", i * 7919 % 2000);
    snprintf(high, BOUND_LENGTH, "user_%04ld:", i * 7919 % 2000);
}

// W7
static inline void change_email(User *user) {
    Text email = {malloc((size_t)user->email.length + 5), user->email.length + 4};
    memcpy(email.bytes, "new_", 4);
    memcpy(email.bytes + 4, user->email.bytes, (size_t)user->email.length + 1);
    free(user->email.bytes);
    user->email = email;
}

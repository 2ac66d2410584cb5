#include <mysql.h>
#include <errmsg.h>
#include <stdlib.h>
#include <string.h>

// What Swift cannot call or name by itself: variadic functions, macros, and what a row's bytes are read with.

// One column of a prepared statement's row: where its bytes are in the packet that the server sent.
typedef struct {
    // NULL where the value is.
    const unsigned char *bytes;
    unsigned long length;
    // Of `enum_field_types`.
    unsigned char type;
    unsigned char is_unsigned;
    // Bytes, and not text of a character set.
    unsigned char is_binary;
    // Bytes of a value, or 255 where each says its own length.
    unsigned char width;
} cinnabar_mysql_column;

// A statement's result callback: takes note of the place of a value and steps over it. NULL has no row.
// The lengths are those of the protocol: https://mariadb.com/kb/en/protocol-data-types/#length-encoded-integers
static inline void cinnabar_mysql_receive(void *data, unsigned int index, unsigned char **row) {
    cinnabar_mysql_column *column = (cinnabar_mysql_column *)data + index;
    if (!row) {
        column->bytes = NULL;
        return;
    }
    const unsigned char *position = *row;
    unsigned long length;
    if (column->width != 255) {
        length = column->width;
    } else if (*position < 251) {
        length = *position++;
    } else if (*position == 252) {
        length = (unsigned long)position[1] | (unsigned long)position[2] << 8;
        position += 3;
    } else if (*position == 253) {
        length = (unsigned long)position[1] | (unsigned long)position[2] << 8 | (unsigned long)position[3] << 16;
        position += 4;
    } else {
        length = 0;
        for (int byte = 8; byte > 0; byte--) length = length << 8 | position[byte];
        position += 9;
    }
    column->bytes = position;
    column->length = length;
    *row = (unsigned char *)position + length;
}

// Takes down the types of a result's columns, and has its rows told to `columns`.
static inline void cinnabar_mysql_describe(MYSQL_STMT *statement, cinnabar_mysql_column *columns, unsigned int count) {
    const MYSQL_FIELD *fields = mariadb_stmt_fetch_fields(statement);
    for (unsigned int index = 0; index < count; index++) {
        cinnabar_mysql_column *column = columns + index;
        column->bytes = NULL;
        column->length = 0;
        column->type = (unsigned char)fields[index].type;
        column->is_unsigned = (fields[index].flags & UNSIGNED_FLAG) != 0;
        column->is_binary = fields[index].charsetnr == 63;
        switch (fields[index].type) {
        case MYSQL_TYPE_NULL: column->width = 0; break;
        case MYSQL_TYPE_TINY: column->width = 1; break;
        case MYSQL_TYPE_SHORT:
        case MYSQL_TYPE_YEAR: column->width = 2; break;
        case MYSQL_TYPE_LONG:
        case MYSQL_TYPE_INT24:
        case MYSQL_TYPE_FLOAT: column->width = 4; break;
        case MYSQL_TYPE_LONGLONG:
        case MYSQL_TYPE_DOUBLE: column->width = 8; break;
        default: column->width = 255; break;
        }
    }
    mysql_stmt_attr_set(statement, STMT_ATTR_CB_USER_DATA, columns);
    mysql_stmt_attr_set(statement, STMT_ATTR_CB_RESULT, (const void *)cinnabar_mysql_receive);
}

// What a column is besides its type: `json`, `uuid`, as MariaDB tells since 10.5. Empty where it does not.
static inline MARIADB_CONST_STRING cinnabar_mysql_subtype(MYSQL_STMT *statement, unsigned int index) {
    const MYSQL_FIELD *fields = mariadb_stmt_fetch_fields(statement);
    MARIADB_CONST_STRING name = {NULL, 0};
    if (!mariadb_field_attr(&name, fields + index, MARIADB_FIELD_ATTR_DATA_TYPE_NAME) && name.length) return name;
    if (!mariadb_field_attr(&name, fields + index, MARIADB_FIELD_ATTR_FORMAT_NAME) && name.length) return name;
    name.str = NULL;
    name.length = 0;
    return name;
}

// Whether the server takes arrays of parameters. Capabilities beyond the first 32 are MariaDB's own.
static inline int cinnabar_mysql_has_bulk(MYSQL *connection) {
    unsigned long capabilities = 0;
    if (mariadb_get_infov(connection, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &capabilities)) return 0;
    return (capabilities & (unsigned long)(MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32)) != 0;
}

static inline unsigned int cinnabar_mysql_status(MYSQL *connection) { return connection->server_status; }

// Whether rows of a result wait to be read from the connection.
static inline int cinnabar_mysql_has_rows(MYSQL *connection) { return connection->status != MYSQL_STATUS_READY; }

// Frees what was read of a result, also where all rows were taken.
static inline void cinnabar_mysql_discard(MYSQL_STMT *statement) {
    if (!mysql_stmt_field_count(statement)) return;
    if (statement->result.data) mysql_stmt_data_seek(statement, 0);
    mysql_stmt_free_result(statement);
}

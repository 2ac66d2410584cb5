extension Kinds {
    static let sqlite = """
        CREATE TABLE every_type (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            whole INTEGER NOT NULL DEFAULT 7, an_int INT, tiny TINYINT, small SMALLINT, medium MEDIUMINT, big BIGINT,
            unsigned_big UNSIGNED BIG INT, int_two INT2, int_eight INT8,
            fixed_text CHARACTER(20), short_text VARCHAR(255) NOT NULL DEFAULT 'it''s "it"\\', varying VARYING CHARACTER(255),
            national NCHAR(55), native NATIVE CHARACTER(70), nvar NVARCHAR(100), long_text TEXT DEFAULT NULL, large CLOB,
            bytes BLOB DEFAULT x'00ff', untyped,
            real_number REAL DEFAULT 1.5, double_number DOUBLE, precise DOUBLE PRECISION, floating FLOAT,
            exact NUMERIC, decimals DECIMAL(10, 5) DEFAULT 0, own_decimal DECIMAL_TEXT(8, 3), money MONEY,
            is_open BOOLEAN NOT NULL DEFAULT TRUE, is_closed BOOL DEFAULT 0,
            day DATE, moment DATETIME, stamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP, clock TIME,
            local_moment DATETIME_TEXT, own_stamp TIMESTAMP_TEXT, uid UUID, own_uid UUID_TEXT,
            document JSON, own_document JSON_TEXT DEFAULT '{}',
            random_default TEXT DEFAULT (lower(hex(randomblob(4)))),
            upper_text TEXT GENERATED ALWAYS AS (upper(short_text)) STORED, length_of_text INTEGER AS (length(short_text))
        );
        INSERT INTO every_type (an_int, tiny, unsigned_big, fixed_text, varying, long_text, bytes, untyped, real_number,
            double_number, exact, decimals, own_decimal, money, day, moment, clock, local_moment, own_stamp, uid, own_uid,
            document) VALUES (1, 2, 3, 'fixed', 'varying', 'long', x'01', 'any', 2.5, 3.5, 12, 1.25, '2.5', 9.75,
            '2026-11-24', '2026-11-24 10:00:00', '10:00:00', '2026-11-24 10:00:00', '2026-11-24 10:00:00.123456',
            '6f1c6f8e-8a4b-4d0b-9a4e-0f7f0a1b2c3d', '6f1c6f8e-8a4b-4d0b-9a4e-0f7f0a1b2c3d', '{"a": [1, 2]}');

        CREATE TABLE teams (
            id INTEGER PRIMARY KEY,
            name VARCHAR(80) NOT NULL COLLATE NOCASE CONSTRAINT uq_teams_name UNIQUE,
            lead_id INTEGER UNIQUE REFERENCES people (id) ON DELETE SET NULL
        );
        CREATE TABLE people (
            id INTEGER PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            role VARCHAR(10) NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member', 'it''s odd')),
            age INTEGER CHECK (age >= 0) CHECK (age < 200),
            low INTEGER, high INTEGER,
            team_id INTEGER NOT NULL REFERENCES teams ON DELETE CASCADE ON UPDATE CASCADE,
            manager_id INTEGER REFERENCES people (id) ON DELETE SET NULL,
            mentor INTEGER REFERENCES people (id),
            CHECK (low < high), CONSTRAINT ck_people_span CHECK (high - low < 100), UNIQUE (low, high),
            CONSTRAINT strange_name UNIQUE (team_id, email)
        );
        CREATE INDEX ix_people_team_id ON people (team_id);
        CREATE INDEX by_age ON people (age DESC, low);
        CREATE INDEX by_lower_email ON people (lower(email));
        CREATE UNIQUE INDEX only_adults ON people (email, age) WHERE age >= 18;
        CREATE INDEX by_collation ON people (email COLLATE NOCASE, low + high DESC);
        CREATE UNIQUE INDEX one_manager ON people (manager_id);
        CREATE VIEW adults AS SELECT * FROM people WHERE age >= 18;
        CREATE TRIGGER guard BEFORE UPDATE ON people BEGIN SELECT 1; END;
        INSERT INTO teams VALUES (1, 'red', NULL);
        INSERT INTO people (id, email, role, age, low, high, team_id) VALUES (1, 'a@b.c', 'it''s odd', 20, 1, 2, 1);

        CREATE TABLE profiles (person_id INTEGER PRIMARY KEY REFERENCES people (id), text TEXT);
        CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE codes (code TEXT PRIMARY KEY, number INT NOT NULL) STRICT;
        CREATE TABLE numbered (number INT PRIMARY KEY, text TEXT);
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY, sender_id INTEGER NOT NULL REFERENCES people (id),
            receiver_id INTEGER NOT NULL REFERENCES people (id), reply_to INTEGER REFERENCES messages (id)
        );
        CREATE TABLE tags (id INTEGER PRIMARY KEY, name VARCHAR(20));
        CREATE TABLE people_tags (
            person_id INTEGER REFERENCES people (id) ON DELETE CASCADE, tag_id INTEGER REFERENCES tags (id) ON DELETE CASCADE,
            PRIMARY KEY (person_id, tag_id)
        );
        CREATE INDEX ix_people_tags_tag_id ON people_tags (tag_id);
        CREATE TABLE places (country CHAR(2), code INTEGER, name TEXT, PRIMARY KEY (country, code), UNIQUE (code, country));
        CREATE TABLE routes (
            id INTEGER PRIMARY KEY, from_country CHAR(2) NOT NULL, to_country CHAR(2), to_code INTEGER,
            from_code INTEGER NOT NULL,
            FOREIGN KEY (from_country, from_code) REFERENCES places (country, code) ON DELETE CASCADE,
            FOREIGN KEY (to_country, to_code) REFERENCES places (country, code)
        );
        CREATE TABLE seats (
            a INTEGER NOT NULL, b INTEGER NOT NULL, code INTEGER, country CHAR(2), PRIMARY KEY (b, a),
            FOREIGN KEY (code, country) REFERENCES places (code, country)
        );
        CREATE TABLE accounts (
            tenant_id INTEGER NOT NULL REFERENCES teams (id), number INTEGER NOT NULL, parent INTEGER,
            PRIMARY KEY (tenant_id, number), FOREIGN KEY (tenant_id, parent) REFERENCES accounts (tenant_id, number)
        );
        CREATE TABLE log (text TEXT);
        CREATE TABLE "order" (
            id INTEGER PRIMARY KEY, "class" TEXT, "default" INTEGER, "select" INTEGER, "a b" TEXT, "größe" INTEGER, "self" TEXT,
            "Type" TEXT, "description" TEXT, "snapshot" TEXT, "3d" INTEGER, "URL" TEXT, "htmlUrl" TEXT, "init" TEXT, "state" TEXT,
            "hash" TEXT, "_key" TEXT, "A_B" TEXT, "sum%" REAL, "validate" INTEGER, "isNew" BOOLEAN
        );
        CREATE TABLE "date" ("Id" INTEGER PRIMARY KEY, "date" DATE);
        CREATE TABLE "2nd-table" (id INTEGER PRIMARY KEY);
        INSERT INTO "order" (id, "class", "größe") VALUES (1, 'first', 7);

        """
}

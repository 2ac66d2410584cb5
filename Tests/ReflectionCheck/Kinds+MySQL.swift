extension Kinds {
    static let mysql = """
        CREATE TABLE every_type (
            id BIGINT AUTO_INCREMENT PRIMARY KEY,
            tiny TINYINT, small SMALLINT, medium MEDIUMINT, whole INT NOT NULL DEFAULT 7 COMMENT 'A whole number', big BIGINT,
            unsigned_int INT UNSIGNED, unsigned_big BIGINT UNSIGNED, filled INT(5) ZEROFILL,
            exact DECIMAL, decimals DECIMAL(10, 5) DEFAULT 0.5, half FLOAT, precise DOUBLE DEFAULT 1.5, sized FLOAT(7, 2),
            bits BIT(3), a_year YEAR,
            fixed CHAR(3), short_text VARCHAR(255) NOT NULL DEFAULT 'it''s "it"\\\\', tiny_text TINYTEXT, a_text TEXT,
            medium_text MEDIUMTEXT, long_text LONGTEXT, latin VARCHAR(5) CHARACTER SET latin1,
            collated VARCHAR(5) COLLATE utf8mb4_bin DEFAULT NULL, national NVARCHAR(8),
            fixed_bytes BINARY(3), varying_bytes VARBINARY(8), tiny_bytes TINYBLOB, some_bytes BLOB, medium_bytes MEDIUMBLOB,
            long_bytes LONGBLOB,
            is_open BOOLEAN NOT NULL DEFAULT TRUE, is_closed TINYINT(1) DEFAULT 0,
            day DATE, clock TIME, fine_clock TIME(6), moment DATETIME, fine_moment DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6),
            stamp TIMESTAMP NULL, fine_stamp TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
            feeling ENUM('sad', 'it''s ok', 'happy') NOT NULL DEFAULT 'sad', choices SET('a', 'b'),
            document JSON DEFAULT (json_object()), uid CHAR(36), place POINT,
            expression INT DEFAULT (1 + 1),
            upper_text VARCHAR(255) AS (upper(short_text)) STORED, doubled INT AS (whole * 2) VIRTUAL
        ) COMMENT 'Everything that there is, "quoted" and ''quoted''';
        INSERT INTO every_type (tiny, small, medium, big, unsigned_int, unsigned_big, filled, exact, half, sized, bits, a_year,
            fixed, tiny_text, a_text, medium_text, long_text, latin, collated, national, fixed_bytes, varying_bytes, tiny_bytes,
            some_bytes, medium_bytes, long_bytes, day, clock, fine_clock, moment, stamp, choices, uid, place)
        VALUES (1, 2, 3, 4, 5, 6, 7, 8, 1.5, 2.5, b'101', 2026, 'abc', 't', 'x', 'm', 'l', 'lat', 'c', 'n', 'abc', 'v', 't', 's',
            'm', 'l', '2026-11-24', '10:00:00', '10:00:00.123456', '2026-11-24 10:00:00', '2026-11-24 10:00:00', 'a,b',
            '6f1c6f8e-8a4b-4d0b-9a4e-0f7f0a1b2c3d', POINT(1, 2));

        CREATE TABLE teams (
            id BIGINT AUTO_INCREMENT PRIMARY KEY,
            name VARCHAR(80) NOT NULL, lead_id BIGINT, UNIQUE KEY uq_teams_name (name), UNIQUE KEY lead_id (lead_id)
        );
        CREATE TABLE people (
            id BIGINT AUTO_INCREMENT PRIMARY KEY,
            email VARCHAR(100) NOT NULL UNIQUE,
            role VARCHAR(10) NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member', 'it''s odd')),
            age INT CHECK (age >= 0), low INT, high INT, team_id BIGINT NOT NULL, manager_id BIGINT, mentor BIGINT,
            bio TEXT,
            CONSTRAINT ck_people_adult CHECK (age < 200), CHECK (low < high),
            CONSTRAINT ck_people_span CHECK (high - low < 100), UNIQUE KEY (low, high), UNIQUE KEY strange_name (team_id, email),
            FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE ON UPDATE CASCADE,
            FOREIGN KEY (manager_id) REFERENCES people (id) ON DELETE SET NULL, FOREIGN KEY (mentor) REFERENCES people (id),
            KEY ix_people_team_id (team_id), KEY by_age (age DESC, low), KEY shared_name (age), UNIQUE KEY ix_once (low DESC, age),
            KEY prefix (bio(10)), FULLTEXT KEY words (bio)
        );
        ALTER TABLE teams ADD FOREIGN KEY (lead_id) REFERENCES people (id) ON DELETE SET NULL;
        CREATE VIEW adults AS SELECT id, email FROM people WHERE age >= 18;
        CREATE TRIGGER guard BEFORE UPDATE ON people FOR EACH ROW SET NEW.age = NEW.age;
        INSERT INTO teams (name) VALUES ('red');
        INSERT INTO people (email, role, age, low, high, team_id) VALUES ('a@b.c', 'it''s odd', 20, 1, 2, 1);

        CREATE TABLE profiles (person_id BIGINT PRIMARY KEY, text TEXT, FOREIGN KEY (person_id) REFERENCES people (id));
        CREATE TABLE settings (`key` VARCHAR(50) PRIMARY KEY, value TEXT NOT NULL, KEY shared_name (value(5)));
        CREATE TABLE codes (code VARCHAR(8) PRIMARY KEY, number INT NOT NULL, KEY shared_name (number));
        CREATE TABLE numbered (number INT PRIMARY KEY, text TEXT);
        CREATE TABLE counted (code VARCHAR(8) PRIMARY KEY, number INT AUTO_INCREMENT UNIQUE);
        CREATE TABLE messages (
            id BIGINT AUTO_INCREMENT PRIMARY KEY, sender_id BIGINT NOT NULL, receiver_id BIGINT NOT NULL, reply_to BIGINT,
            FOREIGN KEY (sender_id) REFERENCES people (id), FOREIGN KEY (receiver_id) REFERENCES people (id),
            FOREIGN KEY (reply_to) REFERENCES messages (id)
        );
        CREATE TABLE tags (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20));
        CREATE TABLE people_tags (
            person_id BIGINT, tag_id BIGINT, PRIMARY KEY (person_id, tag_id), KEY ix_people_tags_tag_id (tag_id),
            FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE,
            FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
        );
        CREATE TABLE places (country CHAR(2), code INT, name TEXT, PRIMARY KEY (country, code), UNIQUE (code, country));
        CREATE TABLE routes (
            id BIGINT AUTO_INCREMENT PRIMARY KEY, from_country CHAR(2) NOT NULL, to_country CHAR(2), to_code INT,
            from_code INT NOT NULL,
            FOREIGN KEY (from_country, from_code) REFERENCES places (country, code) ON DELETE CASCADE,
            FOREIGN KEY (to_country, to_code) REFERENCES places (country, code)
        );
        CREATE TABLE tenants (id BIGINT AUTO_INCREMENT PRIMARY KEY);
        CREATE TABLE accounts (
            tenant_id BIGINT NOT NULL, number BIGINT AUTO_INCREMENT, parent BIGINT, PRIMARY KEY (tenant_id, number), KEY (number),
            FOREIGN KEY (tenant_id) REFERENCES tenants (id),
            FOREIGN KEY (tenant_id, parent) REFERENCES accounts (tenant_id, number)
        );
        CREATE TABLE seats (
            a INT NOT NULL, b INT NOT NULL, code INT, country CHAR(2), PRIMARY KEY (b, a),
            FOREIGN KEY (code, country) REFERENCES places (code, country)
        );
        CREATE TABLE log (text TEXT);
        CREATE TABLE `order` (
            id BIGINT AUTO_INCREMENT PRIMARY KEY, `class` TEXT, `default` INT, `select` INT, `a b` TEXT, `größe` INT, `self` TEXT,
            `Type` TEXT, `description` TEXT, `snapshot` TEXT, `3d` INT, `URL` TEXT, `htmlUrl` TEXT, `init` TEXT, `state` TEXT,
            `hash` TEXT, `_key` TEXT, `A_B` TEXT, `sum%` FLOAT, `validate` INT, `isNew` BOOLEAN
        );
        CREATE TABLE `date` (`Id` BIGINT AUTO_INCREMENT PRIMARY KEY, `date` DATE);
        CREATE TABLE `2nd-table` (id BIGINT AUTO_INCREMENT PRIMARY KEY);
        INSERT INTO `order` (`class`, `größe`) VALUES ('first', 7);

        """
}

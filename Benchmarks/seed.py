#!/usr/bin/env python3
"""Makes the data of the benchmarks: the same bytes every time.

    seed.py FOLDER        writes FOLDER/{empty,big,graph}.db

empty  the tables
big    200,000 users
graph  2,000 users, 10 posts for each, 3 of 100 tags for each post
"""
import datetime
import os
import random
import sqlite3
import sys

SCHEMA = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    username VARCHAR(80) NOT NULL UNIQUE,
    email VARCHAR(120) NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    is_active BOOLEAN NOT NULL
);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    title VARCHAR(200) NOT NULL,
    body TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id)
);
CREATE INDEX ix_posts_user_id ON posts (user_id);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL UNIQUE);
CREATE TABLE post_tags (
    post_id INTEGER NOT NULL REFERENCES posts (id),
    tag_id INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (post_id, tag_id)
);
"""
BIG, GRAPH_USERS, POSTS_EACH, TAGS, TAGS_EACH = 200_000, 2_000, 10, 100, 3
START = datetime.datetime(2024, 1, 1)
WORDS = "amber basin cedar delta ember fjord grove heath islet joint kiosk ledge mango north ocean prism".split()


def user(n):
    """The n-th user, from 1; C/records.h, the Swift and the Python participants have the same formulas."""
    created = START + datetime.timedelta(seconds=n * 7919 % 31_536_000)
    return n, f"user_{n:06d}", f"user_{n:06d}@example.com", created.strftime("%Y-%m-%d %H:%M:%S.%f"), int(n % 3 != 0)


def fill(db, users, posts_each):
    db.executescript(SCHEMA)
    with db:
        db.executemany("INSERT INTO users VALUES (?,?,?,?,?)", map(user, range(1, users + 1)))
        if posts_each:
            draw = random.Random(20240101)
            db.executemany("INSERT INTO tags VALUES (?,?)", ((t, f"tag-{t:03d}") for t in range(1, TAGS + 1)))
            for post in range(1, users * posts_each + 1):
                body = " ".join(draw.choice(WORDS) for _ in range(draw.randint(20, 30)))
                db.execute("INSERT INTO posts VALUES (?,?,?,?)", (post, f"Post number {post}", body, (post - 1) // posts_each + 1))
                db.executemany("INSERT INTO post_tags VALUES (?,?)", ((post, t) for t in draw.sample(range(1, TAGS + 1), TAGS_EACH)))
    db.execute("ANALYZE")


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for name, users, posts_each in (("empty", 0, 0), ("big", BIG, 0), ("graph", GRAPH_USERS, POSTS_EACH)):
        path = os.path.join(folder, name + ".db")
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode=WAL")
        fill(db, users, posts_each)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()


if __name__ == "__main__":
    main()

"""The databases that are measured: each gives a run its data, and tells what is stored after it."""
import os
import shutil
import sqlite3
import subprocess
import urllib.parse

import seed
from participants import PEERS

# Without the keys: what a bulk call leaves out between them is the server's affair.
STORED = """SELECT count(*), sum(length(username)), sum(length(email)), sum({active}),
    sum({seconds}) FROM users"""
WORK = "bench_work"  # what a workload that writes gets, made anew for each run


class SQLite:
    """Files that seed.py has made. What only reads has one copy for all, so that nobody's lies better in memory; what
    writes has a new one for each run."""

    title = "SQLite"
    stored_query = STORED.format(active="is_active", seconds="strftime('%s', created_at)")

    def __init__(self, folder):
        self.folder = folder
        self.path = os.path.join(folder, "work.db")

    def prepare(self):
        pass

    def fresh(self, workload):
        """The address of the data of one run."""
        original = os.path.join(PEERS, "data", workload.data + ".db")
        if not workload.changes:
            path = os.path.join(self.folder, workload.data + ".db")
            if not os.path.exists(path):
                shutil.copyfile(original, path)
            return path
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.path + suffix):
                os.remove(self.path + suffix)
        shutil.copyfile(original, self.path)
        return self.path

    def stored(self):
        db = sqlite3.connect(self.path)
        try:
            return tuple(db.execute(self.stored_query).fetchone())
        finally:
            db.close()


class Server:
    """A server that scripts/databases has started, with a database for each data set: what only reads uses it as it
    is, what writes gets a copy."""

    def __init__(self, url):
        self.url = url

    def address(self, name):
        return urllib.parse.urlsplit(self.url)._replace(path="/" + name).geturl()

    def run(self, name, lines):
        """Runs SQL text in a database; gives what it prints."""
        done = subprocess.run(self.client(name), input="".join(lines), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{self.title}: {done.stderr.strip()}")
        return done.stdout.strip()

    def prepare(self):
        for name, users, posts_each in seed.DATA:
            self.create("bench_" + name)
            self.run("bench_" + name, [self.schema, self.before, *seed.statements(users, posts_each), self.after])

    def fresh(self, workload):
        if not workload.changes:
            return self.address("bench_" + workload.data)
        self.copy("bench_" + workload.data)
        return self.address(WORK)

    def stored(self):
        return tuple(self.run(WORK, [self.stored_query + ";"]).split())


class PostgreSQL(Server):
    title = "PostgreSQL"
    schema = seed.SCHEMAS["postgresql"]
    before = "SET timezone = 'UTC';"
    after = "VACUUM ANALYZE;"
    stored_query = STORED.format(active="is_active::int", seconds="extract(epoch FROM created_at)::bigint")

    def client(self, name):
        options = ["--quiet", "--no-psqlrc", "--tuples-only", "--no-align", "--field-separator= ", "--set=ON_ERROR_STOP=1"]
        return ["psql", *options, self.address(name) if name else self.url]

    def create(self, name, template="template1"):
        self.run(None, [f"DROP DATABASE IF EXISTS {name};\n", f"CREATE DATABASE {name} TEMPLATE {template};\n"])

    def copy(self, name):
        self.create(WORK, name)
        self.run(None, ["CHECKPOINT;"])


class MariaDB(Server):
    title = "MariaDB"
    schema = seed.SCHEMAS["mariadb"]
    before = "SET time_zone = '+00:00'; BEGIN;"
    after = "COMMIT; ANALYZE TABLE users, posts, tags, post_tags;"
    stored_query = "SET time_zone = '+00:00'; " + STORED.format(active="is_active", seconds="round(unix_timestamp(created_at))")

    def client(self, name):
        url = urllib.parse.urlsplit(self.url)
        options = [f"--host={url.hostname}", f"--port={url.port}", f"--user={url.username}", f"--password={url.password}"]
        return ["mariadb", "--no-defaults", "--skip-column-names", "--batch", *options, *([name] if name else [])]

    def create(self, name):
        self.run(None, [
            f"DROP DATABASE IF EXISTS {name};",
            f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;",
        ])

    def copy(self, name):
        self.create(WORK)
        self.run(WORK, [self.schema, f"INSERT INTO users SELECT * FROM {name}.users; ANALYZE TABLE users;"])


def databases(names, folder):
    """Name → database, of those whose server the environment names; None where it does not."""
    servers = {"postgresql": (PostgreSQL, "CINNABAR_POSTGRES_URL"), "mariadb": (MariaDB, "CINNABAR_MYSQL_URL")}
    found = {}
    for name in names:
        if name == "sqlite":
            found[name] = SQLite(folder)
        else:
            kind, variable = servers[name]
            found[name] = kind(os.environ[variable]) if os.environ.get(variable) else None
    return found

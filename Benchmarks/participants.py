"""Who takes part, in which workloads, and at what counts."""
import os
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, ".build-peers")  # what scripts/bench makes: the C programs, the Python environment, the data
DATABASES = ("sqlite", "postgresql", "mariadb")


@dataclass(frozen=True)
class Workload:
    name: str
    what: str
    data: str  # which of seed.py's data sets
    count: int
    per: str = "s"  # how its time is told: seconds in all, or µs for each
    changes: bool = False  # then the stored rows are compared too
    databases: tuple = DATABASES


@dataclass(frozen=True)
class Participant:
    name: str
    title: str
    commands: dict  # one for each database that it knows
    counts: dict = field(default_factory=dict)  # smaller counts for the slow; their times are scaled up and marked ~
    interpreted: bool = False

    def is_there(self, database):
        return all(os.path.exists(path) for path in self.commands[database])


SQLITE = ("sqlite",)
WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload("W1", "insert users as objects in one transaction, ids read back", "empty", 50_000, changes=True),
        Workload("W2", "insert rows by the fastest public bulk call", "empty", 200_000, changes=True),
        Workload("W3", "fetch users as full objects, touch every field", "big", 200_000),
        Workload("W3s", "the same as values: no tracking", "big", 200_000),
        Workload("W4", "look up by primary key, each time another row", "big", 100_000),
        Workload("W5", "filter on a flag and a range, newest first, 20 objects", "big", 20_000),
        Workload("W6", "users with 10 posts each and 3 tags a post, eager, all traversed", "graph", 2_000),
        Workload("W7", "load users, change each email, commit", "big", 20_000, changes=True),
        Workload("W8", "one UPDATE of N rows, one DELETE of half as many, by the query builder", "big", 100_000, changes=True),
        Workload("W9", "count and a page of 20", "graph", 5_000),
        Workload("W10", "64 tasks on a pool of 8, each N sessions with one point read", "big", 2_000, databases=("postgresql",)),
        Workload("stream", "go through all users without keeping them", "big", 200_000, databases=SQLITE),
        Workload("session-empty", "open and end a session", "big", 20_000, per="µs", databases=SQLITE),
        Workload("session-read", "a session with one point read", "big", 20_000, per="µs", databases=SQLITE),
    )
}

# What Cinnabar's ratio to C is to be at most.
TARGETS = {
    "sqlite": {"W1": 1.2, "W2": 1.5, "W3": 2.0, "W3s": 1.6, "W4": 1.6, "W5": 1.2, "W6": 1.4, "W7": 1.6, "W8": 1.05, "W9": 1.5},
    "postgresql": {"W1": 0.5, "W2": 1.5, "W3": 2.0, "W4": 1.3, "W6": 2.0, "W7": 0.5, "W9": 1.4, "W10": 2.2},
    "mariadb": {"W1": 0.8, "W3": 2.5, "W4": 1.3},
}


def everywhere(*command):
    return {database: list(command) for database in DATABASES}


def python(program):
    return os.path.join(PEERS, "venv", "bin", "python"), os.path.join(HERE, "python", program)


PARTICIPANTS = {
    participant.name: participant
    for participant in (
        Participant("c", "C API", {
            "sqlite": [os.path.join(PEERS, "sqlite_bench")],
            "postgresql": [os.path.join(PEERS, "postgres_bench")],
            "mariadb": [os.path.join(PEERS, "mariadb_bench")],
        }),
        Participant("cinnabar", "Cinnabar", everywhere(os.path.join(HERE, ".build", "release", "CinnabarBench"))),
        Participant("grdb", "GRDB, by hand", {"sqlite": [os.path.join(HERE, ".build", "release", "GRDBBench")]}),
        Participant(
            "asyncpg", "asyncpg, rows", {"postgresql": [*python("asyncpg_bench.py")]},
            counts={"W4": 20_000, "W5": 4_000, "W9": 1_000, "W10": 500}, interpreted=True,
        ),
        Participant(
            "sqlalchemy", "SQLAlchemy", everywhere(*python("sqlalchemy_bench.py")),
            counts={"W1": 10_000, "W4": 10_000, "W5": 2_000, "W9": 500, "W10": 100, "session-empty": 5_000, "session-read": 5_000},
            interpreted=True,
        ),
    )
}

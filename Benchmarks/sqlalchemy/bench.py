#!/usr/bin/env python3
"""The workloads on SQLAlchemy's ORM.

    bench.py WORKLOAD DATABASE N        prints {"seconds": …, "checksum": …, "peak_kib": …}
"""
import datetime
import gc
import json
import sys
import time

from sqlalchemy import Column, ForeignKey, String, Table, Text, create_engine, delete, event, func, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

BIG = 200_000
START = datetime.datetime(2024, 1, 1)


class Base(DeclarativeBase):
    pass


post_tags = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime.datetime]
    is_active: Mapped[bool]
    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    author: Mapped[User] = relationship(back_populates="posts")
    tags: Mapped[list["Tag"]] = relationship(secondary=post_tags)


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)


def rows(n):
    """The users to insert; seed.py has the same formulas."""
    return [
        {
            "username": f"user_{i:06d}",
            "email": f"user_{i:06d}@example.com",
            "created_at": START + datetime.timedelta(seconds=i * 7919 % 31_536_000),
            "is_active": i % 3 != 0,
        }
        for i in range(1, n + 1)
    ]


def touched(user):
    return user.id + len(user.username) + len(user.email) + user.created_at.second + user.is_active


def lookup_key(i):
    return i * 7919 % BIG + 1


def insert_objects(engine, data):
    with Session(engine) as session:
        users = [User(**row) for row in data]
        session.add_all(users)
        session.flush()
        total = sum(user.id for user in users)  # before the commit, which would make each read load again
        session.commit()
    return total


def insert_rows(engine, data):
    with engine.begin() as connection:
        connection.execute(insert(User.__table__), data)
    return len(data)


def fetch_all(engine, n):
    with Session(engine) as session:
        return sum(touched(user) for user in session.scalars(select(User).limit(n)).all())


def fetch_rows(engine, n):
    with Session(engine) as session:
        query = select(User.id, User.username, User.email, User.created_at, User.is_active).limit(n)
        return sum(touched(row) for row in session.execute(query).all())


def stream(engine, n):
    with Session(engine) as session:
        return sum(touched(user) for user in session.scalars(select(User).order_by(User.id).limit(n).execution_options(yield_per=1000)))


def lookups(engine, n):
    with Session(engine) as session:
        return sum(touched(session.get(User, lookup_key(i))) for i in range(n))


def filtered(engine, n):
    total = 0
    with Session(engine) as session:
        for i in range(n):
            low = f"user_{i * 7919 % 2000:04d}"
            query = (
                select(User)
                .where(User.is_active, User.username >= low, User.username < low + ":")
                .order_by(User.created_at.desc())
                .limit(20)
            )
            total += sum(touched(user) for user in session.scalars(query).all())
    return total


def graph(engine, n):
    total = 0
    with Session(engine) as session:
        query = select(User).order_by(User.id).limit(n).options(selectinload(User.posts).selectinload(Post.tags))
        for user in session.scalars(query).all():
            total += len(user.username)
            for post in user.posts:
                total += len(post.title) + len(post.body) + sum(tag.id + len(tag.name) for tag in post.tags)
    return total


def change_objects(engine, n):
    with Session(engine) as session:
        users = session.scalars(select(User).where(User.id <= n)).all()
        for user in users:
            user.email = "new_" + user.email
        session.commit()
    return len(users)


def change_rows(engine, n):
    unsynchronized = {"synchronize_session": False}
    with Session(engine) as session:
        changed = session.execute(update(User).where(User.id <= n).values(is_active=False), execution_options=unsynchronized).rowcount
        changed += session.execute(delete(User).where(User.id > n + n // 2), execution_options=unsynchronized).rowcount
        session.commit()
    return changed


def pages(engine, n):
    total = 0
    with Session(engine) as session:
        for i in range(n):
            total += session.scalar(select(func.count()).select_from(User))
            page = select(User).order_by(User.id).limit(20).offset(i % 100 * 20)
            total += sum(touched(user) for user in session.scalars(page).all())
    return total


def empty_sessions(engine, n):
    total = 0
    for _ in range(n):
        with Session(engine) as session:
            session.connection()
            total += 1
    return total


def reading_sessions(engine, n):
    total = 0
    for i in range(n):
        with Session(engine) as session:
            total += touched(session.get(User, lookup_key(i)))
    return total


WORKLOADS = {
    "W1": insert_objects,
    "W2": insert_rows,
    "W3": fetch_all,
    "W3s": fetch_rows,
    "W4": lookups,
    "W5": filtered,
    "W6": graph,
    "W7": change_objects,
    "W8": change_rows,
    "W9": pages,
    "stream": stream,
    "session-empty": empty_sessions,
    "session-read": reading_sessions,
}


def peak_kib():
    """The most memory this process held; 0 where the system does not say it this way."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        return 0


def main():
    workload, path, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
    engine = create_engine("sqlite:///" + path)

    @event.listens_for(engine, "connect")
    def set_up(connection, _):
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute("PRAGMA " + pragma)

    engine.connect().close()  # the first connection is opened before the clock starts
    given = rows(n) if workload in ("W1", "W2") else n
    gc.collect()
    start = time.perf_counter()
    checksum = WORKLOADS[workload](engine, given)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "checksum": checksum, "peak_kib": peak_kib()}))


main()

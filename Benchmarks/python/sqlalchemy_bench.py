#!/usr/bin/env python3
"""The workloads on SQLAlchemy's ORM, on any of the databases: DATABASE is a SQLite file or the URL of a server."""
import datetime
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, String, Table, Text, create_engine, delete, event, func, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

from workload import CLIENTS, COLUMNS, CONNECTIONS, Timed, arguments, lookup_key, prefix_range, rows

# What the database program of seed.py makes of a key and of a time.
Key = BigInteger().with_variant(Integer(), "sqlite")


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
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime.datetime] = mapped_column(DateTime(timezone=True))
    is_active: Mapped[bool]
    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    author: Mapped[User] = relationship(back_populates="posts")
    tags: Mapped[list["Tag"]] = relationship(secondary=post_tags)


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)


def touched(user):
    return user.id + len(user.username) + len(user.email) + user.created_at.second + user.is_active


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
            low, high = prefix_range(i)
            query = (
                select(User)
                .where(User.is_active, User.username >= low, User.username < high)
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


def concurrent_reads(engine, n):
    def client(number):
        total = 0
        for i in range(number * n, (number + 1) * n):
            with Session(engine) as session:
                total += touched(session.get(User, lookup_key(i)))
        return total

    with ThreadPoolExecutor(CLIENTS) as threads:
        return sum(threads.map(client, range(CLIENTS)))


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
    "W10": concurrent_reads,
    "stream": stream,
    "session-empty": empty_sessions,
    "session-read": reading_sessions,
}


DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mysql+mysqldb"}


def engine_for(place):
    scheme, found, rest = place.partition("://")
    if found:
        return create_engine(f"{DRIVERS[scheme]}://{rest}", pool_size=CONNECTIONS, max_overflow=0, pool_timeout=300)
    engine = create_engine("sqlite:///" + place)

    @event.listens_for(engine, "connect")
    def set_up(connection, _):
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute("PRAGMA " + pragma)

    return engine


def main():
    workload, place, n = arguments()
    engine = engine_for(place)
    engine.connect().close()  # the first connection is opened before the clock starts
    given = n
    if workload in ("W1", "W2"):
        zone = datetime.timezone.utc if engine.dialect.name == "postgresql" else None
        given = [dict(zip(COLUMNS, row)) for row in rows(n, zone)]
    with Timed() as timed:
        timed.checksum = WORKLOADS[workload](engine, given)


main()

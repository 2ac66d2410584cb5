#!/usr/bin/env python3
"""The workloads on asyncpg: rows, no objects of a model."""
import asyncio
import datetime

import asyncpg

from workload import CLIENTS, COLUMNS, CONNECTIONS, Timed, arguments, lookup_key, prefix_range, rows

USER = "SELECT id, username, email, created_at, is_active FROM users"
INSERT = "INSERT INTO users (username, email, created_at, is_active) VALUES ($1, $2, $3, $4) RETURNING id"


def touched(row):
    return row["id"] + len(row["username"]) + len(row["email"]) + row["created_at"].second + row["is_active"]


async def insert_objects(connection, data):
    """The fastest way that gives the ids: executemany's pipeline, with rows."""
    async with connection.transaction():
        return sum(row["id"] for row in await connection.fetchmany(INSERT, data))


async def insert_rows(connection, data):
    async with connection.transaction():
        await connection.copy_records_to_table("users", records=data, columns=COLUMNS)
    return len(data)


async def fetch_all(connection, n):
    return sum(map(touched, await connection.fetch(USER + " LIMIT $1", n)))


async def lookups(connection, n):
    async with connection.transaction():
        return sum([touched(await connection.fetchrow(USER + " WHERE id = $1", lookup_key(i))) for i in range(n)])


async def filtered(connection, n):
    query, total = USER + " WHERE is_active AND username >= $1 AND username < $2 ORDER BY created_at DESC LIMIT 20", 0
    async with connection.transaction():
        for i in range(n):
            total += sum(map(touched, await connection.fetch(query, *prefix_range(i))))
    return total


async def graph(connection, n):
    posts, tags, total = {}, {}, 0
    async with connection.transaction():
        users = await connection.fetch(USER + " ORDER BY id LIMIT $1", n)
        ids = [user["id"] for user in users]
        for post in await connection.fetch("SELECT id, title, body, user_id FROM posts WHERE user_id = ANY($1::bigint[])", ids):
            posts.setdefault(post["user_id"], []).append(post)
        ids = [post["id"] for each in posts.values() for post in each]
        query = "SELECT post_tags.post_id, tags.id, tags.name FROM post_tags JOIN tags ON tags.id = post_tags.tag_id"
        for tag in await connection.fetch(query + " WHERE post_tags.post_id = ANY($1::bigint[])", ids):
            tags.setdefault(tag["post_id"], []).append(tag)
    for user in users:
        total += len(user["username"])
        for post in posts[user["id"]]:
            total += len(post["title"]) + len(post["body"]) + sum(tag["id"] + len(tag["name"]) for tag in tags[post["id"]])
    return total


async def change_objects(connection, n):
    async with connection.transaction():
        users = await connection.fetch(USER + " WHERE id <= $1", n)
        changes = [("new_" + user["email"], user["id"]) for user in users]
        await connection.executemany("UPDATE users SET email = $1 WHERE id = $2", changes)
    return len(users)


async def change_rows(connection, n):
    async with connection.transaction():
        updated = await connection.execute("UPDATE users SET is_active = false WHERE id <= $1", n)
        deleted = await connection.execute("DELETE FROM users WHERE id > $1", n + n // 2)
    return int(updated.split()[-1]) + int(deleted.split()[-1])


async def pages(connection, n):
    total = 0
    async with connection.transaction():
        for i in range(n):
            total += await connection.fetchval("SELECT count(*) FROM users")
            page = await connection.fetch(USER + " ORDER BY id LIMIT 20 OFFSET $1", i % 100 * 20)
            total += sum(map(touched, page))
    return total


async def concurrent_reads(pool, n):
    async def client(number):
        total = 0
        for i in range(number * n, (number + 1) * n):
            async with pool.acquire() as connection:
                total += touched(await connection.fetchrow(USER + " WHERE id = $1", lookup_key(i)))
        return total

    return sum(await asyncio.gather(*map(client, range(CLIENTS))))


WORKLOADS = {
    "W1": insert_objects,
    "W2": insert_rows,
    "W3": fetch_all,
    "W3s": fetch_all,
    "W4": lookups,
    "W5": filtered,
    "W6": graph,
    "W7": change_objects,
    "W8": change_rows,
    "W9": pages,
    "W10": concurrent_reads,
}


async def main():
    workload, url, n = arguments()
    if workload == "W10":
        connection = await asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS)
    else:
        connection = await asyncpg.connect(url)
    given = rows(n, datetime.timezone.utc) if workload in ("W1", "W2") else n
    with Timed() as timed:
        timed.checksum = await WORKLOADS[workload](connection, given)
    await connection.close()


asyncio.run(main())

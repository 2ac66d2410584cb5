"""The requests of WebBench and the blog's first page, as one writes them with Flask-SQLAlchemy.

    DATABASE_URL=postgresql+psycopg://… gunicorn --chdir Benchmarks/web flask_app:app
"""
import datetime
import hashlib
import hmac
import os
import random
import secrets

from flask import Flask, abort, jsonify, make_response, render_template, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship, selectinload

WORLDS = 10_000


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
db.init_app(app)


class World(db.Model):
    __tablename__ = "worlds"
    id: Mapped[int] = mapped_column(primary_key=True)
    random_number: Mapped[int]


class User(db.Model):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(30))


class Tag(db.Model):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))


class PostTag(db.Model):
    __tablename__ = "post_tags"
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class Post(db.Model):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    published_at: Mapped[datetime.datetime | None]
    created_at: Mapped[datetime.datetime]
    updated_at: Mapped[datetime.datetime]
    version: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    author: Mapped[User] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary="post_tags")


# The small requests


def resource(world):
    return {"id": world.id, "randomNumber": world.random_number}


def random_ids():
    """Twenty different rows, in the order of their keys."""
    return sorted(random.sample(range(1, WORLDS + 1), 20))


def constant(id):
    return {"id": id, "randomNumber": random.randint(1, WORLDS)}


@app.get("/query")
def query():
    return jsonify(resource(db.get_or_404(World, random.randint(1, WORLDS))))


@app.get("/queries")
def queries():
    return jsonify([resource(db.get_or_404(World, id)) for id in random_ids()])


@app.get("/updates")
def updates():
    worlds = [db.get_or_404(World, id) for id in random_ids()]
    for world in worlds:
        world.random_number = random.randint(1, WORLDS)
    changed = [resource(world) for world in worlds]
    db.session.commit()
    return jsonify(changed)


@app.get("/constant/query")
def constant_query():
    return jsonify(constant(random.randint(1, WORLDS)))


@app.get("/constant/queries")
@app.get("/constant/updates")
def constant_queries():
    return jsonify([constant(id) for id in random_ids()])


# The page


def excerpt(text, length=240):
    line = " ".join(text[: 2 * length].split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + "…"


def view(id, title, author, published, tags, body):
    return {
        "url": f"/posts/{id}", "title": title, "author": author, "iso": published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "date": f"{published.day} {published:%B %Y}", "tags": sorted(tags), "excerpt": excerpt(body),
    }


def page(posts, number, pages):
    """A page as the blog makes it: a cookie for who has none, and the policy for browsers."""
    token = request.cookies.get("session") or secrets.token_hex(32)
    form_token = hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()
    numbers = [n if n in (1, number - 1, number, number + 1, pages) else None for n in range(1, pages + 1)]
    numbers = [n for at, n in enumerate(numbers) if n or numbers[at - 1]]
    html = render_template(
        "posts.html", heading="Cinnabar blog", posts=posts, number=number, pages=pages, numbers=numbers,
        form_token=form_token,
    )
    answer = make_response(html)
    if "session" not in request.cookies:
        answer.set_cookie("session", token, max_age=30 * 86_400, httponly=True, samesite="Lax")
    answer.headers["Content-Security-Policy"] = (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@app.get("/")
def home():
    published = db.select(Post).where(Post.published_at.is_not(None))
    newest = published.order_by(Post.published_at.desc(), Post.id.desc())
    found = db.paginate(newest.options(joinedload(Post.author), selectinload(Post.tags)), per_page=10)
    if not found.items:
        abort(404)
    posts = [
        view(post.id, post.title, post.author.username, post.published_at, [tag.name for tag in post.tags], post.body)
        for post in found.items
    ]
    return page(posts, found.page, found.pages)


CONSTANT_TIME = datetime.datetime(2026, 9, 21, 18, 39, 7)
CONSTANT_BODY = "words of a post " * 60


@app.get("/constant/page")
def constant_page():
    posts = [
        view(id, f"What night trains taught me, {id}", "dorothea", CONSTANT_TIME, ["cooking", "travel"], CONSTANT_BODY)
        for id in range(1, 11)
    ]
    return page(posts, 1, 28)

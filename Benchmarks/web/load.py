#!/usr/bin/env python3
"""Measures small requests and a page on the web, with wrk on the loopback: Cinnabar on Hummingbird beside
Flask-SQLAlchemy under gunicorn, each also without a database. All servers are measured in turn, round by round.

    load.py URL                     throughput and p99, memory over 200,000 requests, and a stop under load
    load.py URL --parts throughput  one of: throughput, memory, stop
    load.py URL --write             writes the section of RESULTS.md too

URL is a PostgreSQL database with the blog's tables and `worlds`; `make bench-web` makes it, and calls this.
"""
import argparse
import datetime
import os
import statistics
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

import machine  # noqa: E402
import report  # noqa: E402
import servers  # noqa: E402
import steadiness  # noqa: E402
import wrk  # noqa: E402

CONNECTIONS = 32
ENDPOINTS = {
    "query": "one row by its key",
    "queries": "20 rows, a query each",
    "updates": "20 rows read, changed and written back in one transaction",
    "page": "the blog's first page: ten posts with authors and tags, a count, HTML",
}


class Throughput:
    """The figures of all rounds: (who, endpoint) → a load for each round."""

    def __init__(self, places):
        self.places = places  # (who, endpoint) → URL
        self.loads = {place: [] for place in places}
        self.problems = []

    def round(self, seconds):
        for endpoint in ENDPOINTS:
            for place in (place for place in self.places if place[1] == endpoint):
                wrk.run(self.places[place], 1, CONNECTIONS)
                load = wrk.run(self.places[place], seconds, CONNECTIONS)
                self.loads[place].append(load)
                figures = f"{load.rate:9,.0f}/s  p99 {load.p99:8.2f} ms  {load.trouble}"
                print(f"  {place[0]:22} {endpoint:8} {figures}", flush=True)
                if load.trouble:
                    self.problems.append(f"{place[0]}, {endpoint}: {load.trouble}")

    def median(self, who, endpoint, figure):
        return statistics.median(getattr(load, figure) for load in self.loads[who, endpoint])

    def ratio(self, one, other, endpoint, figure):
        """The median over the rounds of the ratio of two in the same round."""
        pairs = zip(self.loads[one, endpoint], self.loads[other, endpoint])
        return statistics.median(getattr(a, figure) / getattr(b, figure) for a, b in pairs)

    def table(self, title, figure, form):
        head = [title, "Cinnabar", "to no database", "Flask-SQLAlchemy", "to no database", "Cinnabar to Flask"]
        rows = [
            [
                endpoint,
                form(self.median("Cinnabar", endpoint, figure)),
                report.ratio(self.ratio("Cinnabar", "Cinnabar, constant", endpoint, figure)),
                form(self.median("Flask", endpoint, figure)),
                report.ratio(self.ratio("Flask", "Flask, constant", endpoint, figure)),
                report.ratio(self.ratio("Cinnabar", "Flask", endpoint, figure)),
            ]
            for endpoint in ENDPOINTS
        ]
        return report.table(head, rows)


def throughput(options):
    bench, blog = servers.web_bench(options.url, options.bench), servers.blog(options.url, options.blog)
    flask = servers.flask(options.url)
    try:
        places = {}
        for endpoint in ENDPOINTS:
            isPage = endpoint == "page"
            places["Cinnabar", endpoint] = blog.address + "/" if isPage else f"{bench.address}/{endpoint}"
            places["Cinnabar, constant", endpoint] = f"{bench.address}/constant/{endpoint}"
            places["Flask", endpoint] = flask.address + ("/" if isPage else f"/{endpoint}")
            places["Flask, constant", endpoint] = f"{flask.address}/constant/{endpoint}"
        measured = Throughput(places)
        for number in range(options.rounds):
            print(f"round {number + 1}", flush=True)
            measured.round(options.seconds)
    finally:
        for server in (bench, blog, flask):
            server.stop()
    return measured


def memory(options):
    """MiB over many requests: a line for people, and whether they grew."""
    bench = servers.web_bench(options.url, options.bench)
    try:
        samples = steadiness.memory(bench, "/query", options.requests, CONNECTIONS)
    finally:
        bench.stop()
    # What the first tenth of the requests needed is what is warm: caches, and buffers of each thread.
    warm = next(megabytes for done, megabytes in samples if done >= options.requests / 10)
    last, most = samples[-1][1], max(megabytes for _, megabytes in samples)
    text = (
        f"Memory over {samples[-1][0]:,} requests of one row: {warm:.0f} MiB after the first tenth, {last:.0f} MiB at the"
        f" end, {most:.0f} MiB at most."
    )
    return text, [] if last <= warm * 1.15 + 4 else [f"memory grew from {warm:.1f} to {last:.1f} MiB"]


def graceful_stop(options):
    """Stops under load: a line for people, and what went wrong."""
    total, problems = {"accepted": 0, "answered": 0, "refused": 0, "unanswered": 0}, []
    slowest = 0.0
    for number in range(options.stops):
        found = steadiness.graceful_stop(servers.web_bench(options.url, options.bench), "/slow")
        print("  " + ", ".join(f"{name} {value}" for name, value in found.items()), flush=True)
        for name in total:
            total[name] += found.get(name) or 0
        slowest = max(slowest, found["seconds"])
        strange = {name: value for name, value in found.items() if name == "cut" or name.startswith("status")}
        if found["accepted"] != found.get("answered") or found["exit code"] != 0 or strange:
            problems.append(f"stop {number + 1}: {found}")
    text = (
        f"Stopped by SIGTERM {options.stops} times while 24 clients asked it: of {total['accepted']:,} requests that were"
        f" accepted {total['answered']:,} were answered; {total['refused']} connections were refused afterwards,"
        f" and {total['unanswered']} requests on connections that the server was just closing were never taken up. It ended"
        f" within {slowest:.1f} s."
    )
    return text, problems


def described():
    rows = [[name, what] for name, what in ENDPOINTS.items()]
    return report.table(["", "request"], rows, text_columns=2)


def facts(options):
    """What the figures were measured on."""
    python = os.path.join(os.path.dirname(HERE), ".build-peers", "web", "bin", "python")
    names = ("Flask", "Flask-SQLAlchemy", "SQLAlchemy", "gunicorn", "psycopg")
    program = f"from importlib.metadata import version; print(*(n + ' ' + version(n) for n in {names}), sep=', ')"
    return [
        ("measured", datetime.date.today().isoformat()),
        ("processor", f"{machine.hardware()}, load before the run {options.load:.1f}; wrk, PostgreSQL and the server that is"
                      " asked share the cores"),
        ("requests", f"{CONNECTIONS} connections that stay open, {options.seconds} s for each figure after a second of"
                 f" warming up, {options.rounds} rounds"),
        ("servers", "WebBench and the blog are a process each with their usual pool; gunicorn has"
                    f" {servers.WORKERS} workers with {servers.THREADS} threads each"),
        ("peers", f"{machine.output(python, '-c', program)}; {machine.output('pg_config', '--version')}"),
    ]


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--bench", required=True, help="the program WebBench")
    parser.add_argument("--blog", required=True, help="the program blog")
    parser.add_argument("--parts", default="throughput,memory,stop")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="how long each server is asked in a round")
    parser.add_argument("--requests", type=int, default=200_000, help="how many the memory is watched over")
    parser.add_argument("--stops", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    options = parser.parse_args()
    options.parts = options.parts.split(",")
    options.load = os.getloadavg()[0]
    return options


def main():
    options = parsed()
    texts, problems = [], []
    if "throughput" in options.parts:
        measured = throughput(options)
        texts += [
            measured.table("requests in a second", "rate", "{:,.0f}".format),
            measured.table("p99", "p99", lambda value: f"{value:.1f} ms"),
        ]
        problems += measured.problems
    for part, name in ((memory, "memory"), (graceful_stop, "stop")):
        if name in options.parts:
            print(name, flush=True)
            text, found = part(options)
            texts.append(text)
            problems += found
    text = "\n\n".join(texts)
    print(text)
    if options.write:
        report.write_web(text, described(), facts(options))
    for problem in problems:
        print("! " + problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

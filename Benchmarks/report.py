"""Turns figures into Markdown."""
import os
import re
import statistics

from participants import HERE, PARTICIPANTS, TARGETS, WORKLOADS

RESULTS = os.path.join(HERE, "RESULTS.md")
WEB = "The web"  # the section that `make bench-web` writes
TITLES = {participant.name: participant.title for participant in PARTICIPANTS.values()}


def table(head, rows, text_columns=1):
    """A Markdown table; columns after the first `text_columns` hold figures."""
    rules = ["---"] * text_columns + ["---:"] * (len(head) - text_columns)
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(rules) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def number(value):
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def ratio(value):
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def time_table(run, names, unit):
    rows = []
    targets = TARGETS.get(run.name, {})
    for name in names:
        row = [f"{name}"]
        for who in run.names:
            seconds = run.seconds[name].get(who)
            if not seconds:
                row.append("")
            elif who == "c" or unit == "µs" or not run.ratios[name].get(who):
                row.append(f"{number(statistics.median(seconds))} {unit}")
            else:
                mark = "~" if (name, who) in run.scaled else ""
                row.append(mark + ratio(statistics.median(run.ratios[name][who])))
        if targets:
            row.append(ratio(targets[name]) if name in targets else "")
        rows.append(row)
    return table(["", *(TITLES[who] for who in run.names), *(["Cinnabar at most"] if targets else [])], rows)


def memory_table(run, names):
    rows = [[name, *(f"{run.memory[name].get(who, 0) / 1024:.0f} MiB" for who in run.names)] for name in names]
    return table(["peak memory", *(TITLES[who] for who in run.names)], rows)


def instruction_table(counted):
    if not counted:
        return ""
    who = [name for name in PARTICIPANTS if any(name in figures for figures in counted.values())]
    rows = [[name, *(f"{figures[w]:,.0f}" if w in figures else "" for w in who)] for name, figures in counted.items()]
    return table(["instructions for each", *(TITLES[w] for w in who)], rows)


def tables_of(run):
    measured = [name for name in WORKLOADS if run.seconds.get(name)]
    parts = [f"## {run.database.title}"]
    whole = [name for name in measured if WORKLOADS[name].per == "s"]
    if whole:
        parts.append(time_table(run, whole, "s"))
    sessions = [name for name in measured if WORKLOADS[name].per == "µs"]
    if sessions:
        parts.append(time_table(run, sessions, "µs"))
    kept = [name for name in ("W3", "stream") if name in measured]
    if kept:
        parts.append(memory_table(run, kept))
    return parts


def tables(runs, counted=None):
    parts = []
    for run in runs:
        parts += tables_of(run)
        if counted and run.name == "sqlite":
            parts.append(instruction_table(counted))
    return "\n\n".join(parts)


def write(text, runs, facts):
    """RESULTS.md: the tables, what they were measured on, and what the workloads are."""
    what = table(["", "workload", "N"], [[w.name, w.what, f"{w.count:,}"] for w in WORKLOADS.values()], text_columns=2)
    measured_on = "\n".join(f"- {name}: {value}" for name, value in facts)
    problems = "".join(f"\n- {problem}" for run in runs for problem in run.problems)
    rounds = ", ".join(f"{run.rounds} on {run.database.title}" for run in runs)
    web = section(WEB)
    with open(RESULTS, "w") as out:
        out.write(
            "# Results\n\nWritten by `make bench`. The C column is the median time of the limit: the same work straight on the"
            " C API, one statement at a time (W2: COPY on PostgreSQL, bound arrays on MariaDB). Every other column is a ratio"
            " to it, the median over the rounds, each taken against C in the same round; 1.00 is as fast as C, and ~ marks a"
            " participant that ran fewer and was scaled up. Times of single runs drift on a shared machine; ratios much less,"
            " instruction counts not at all.\n\n"
            f"{text}\n\n## Measured on\n\n{measured_on}\n- rounds: {rounds}\n\n## The workloads\n\n{what}\n"
            + (f"\n## Problems\n{problems}\n" if problems else "")
            + (f"\n{web}" if web else "")
        )
    print(f"wrote {RESULTS}")


def section(title):
    """What RESULTS.md has under a title, with it; empty where there is none. The two programs that write the file leave
    each other's sections as they are."""
    try:
        with open(RESULTS) as file:
            found = re.search(rf"^## {re.escape(title)}$.*?(?=^## |\Z)", file.read(), re.MULTILINE | re.DOTALL)
    except OSError:
        return ""
    return found.group(0) if found else ""


def write_web(text, endpoints, facts):
    """The section about the web, at the end of RESULTS.md."""
    lines = "\n".join(f"- {name}: {value}" for name, value in facts)
    new = (
        f"## {WEB}\n\nWritten by `make bench-web`: requests over the loopback by wrk, on servers that are asked in turn,"
        " round by round. Cinnabar answers on Hummingbird, and the page is the blog's; beside it the same requests in"
        " Flask-SQLAlchemy under gunicorn, on the same PostgreSQL database. Each figure is the median of the rounds; a ratio is"
        " taken within a round. \"To no database\" compares with the same answer made of constants.\n\n"
        f"{endpoints}\n\n{text}\n\n{lines}\n"
    )
    try:
        with open(RESULTS) as file:
            whole = file.read()
    except OSError:
        whole = "# Results\n"
    old = section(WEB)
    whole = whole.replace(old, new + "\n") if old else whole.rstrip("\n") + "\n\n" + new
    with open(RESULTS, "w") as file:
        file.write(whole.rstrip("\n") + "\n")
    print(f"wrote {RESULTS}")

#!/usr/bin/env python3
"""Runs the participants side by side, workload by workload and round by round (A B C, A B C, …), compares their
checksums, and prints tables of medians and of ratios to the C API.

    run.py                                        everything, five rounds
    run.py --workloads W3,W4 --peers c,cinnabar --rounds 9
    run.py --instructions                         counts instructions instead of time (callgrind)
    run.py --write                                writes RESULTS.md too

`make bench` builds what this needs, and calls it.
"""
import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict

import instructions
import machine
import report
from participants import PARTICIPANTS, PEERS, WORKLOADS

STORED = """SELECT count(*), total(id), total(length(username)), total(length(email)), total(is_active),
    total(strftime('%s', created_at)) FROM users"""


class Failure(Exception):
    pass


def fresh_database(folder, data):
    path = os.path.join(folder, "work.db")
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)
    shutil.copyfile(os.path.join(PEERS, "data", data + ".db"), path)
    return path


def stored_rows(path):
    db = sqlite3.connect(path)
    try:
        return tuple(db.execute(STORED).fetchone())
    finally:
        db.close()


def run_once(participant, workload, count, folder, timeout):
    """One process on a fresh copy of the data: its seconds, peak memory in KiB, and what must be equal for all."""
    path = fresh_database(folder, workload.data)
    try:
        done = subprocess.run([*participant.command, workload.name, path, str(count)], capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failure(f"did not end within {timeout:.0f} s")
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise Failure(f"exit code {done.returncode}: {lines[-1]}")
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    agreed = (figures["checksum"], stored_rows(path) if workload.changes else None)
    return figures["seconds"], figures.get("peak_kib", 0), agreed


class Run:
    """All the rounds: collects figures, remembers what went wrong."""

    def __init__(self, options, participants, folder):
        self.options, self.participants, self.folder = options, participants, folder
        self.seconds = defaultdict(lambda: defaultdict(list))  # workload → participant → scaled seconds, a round each
        self.ratios = defaultdict(lambda: defaultdict(list))  # the same, to C in the same round
        self.memory = defaultdict(dict)
        self.scaled = set()
        self.problems = []
        self.agreed = {}  # (workload, count) → (participant, what it gave)

    def count(self, participant, workload):
        given = self.options.counts.get(workload.name)
        count = given or max(1, int(participant.counts.get(workload.name, workload.count) * self.options.scale))
        return count, given or max(1, int(workload.count * self.options.scale))

    def problem(self, text):
        if text not in self.problems:
            self.problems.append(text)
            print("! " + text, file=sys.stderr, flush=True)

    def compare(self, participant, workload, count, agreed):
        key = (workload.name, count)
        if key not in self.agreed and participant.name != "c" and "c" in self.names:
            # Nobody ran this count yet: ask the C program, off the clock.
            reference = run_once(PARTICIPANTS["c"], workload, count, self.folder, self.options.timeout)
            self.agreed[key] = ("c", reference[2])
        who, expected = self.agreed.setdefault(key, (participant.name, agreed))
        if agreed != expected:
            self.problem(f"{workload.name} with N={count}: {participant.name} gave {agreed}, {who} gave {expected}")

    @property
    def names(self):
        return [participant.name for participant in self.participants]

    def round(self, workload):
        at_c = None
        for participant in self.participants:
            count, full = self.count(participant, workload)
            try:
                seconds, memory, agreed = run_once(participant, workload, count, self.folder, self.options.timeout)
                self.compare(participant, workload, count, agreed)
            except Failure as failure:
                self.problem(f"{workload.name} with N={count}: {participant.name} failed, {failure}")
                continue
            if count != full:
                self.scaled.add((workload.name, participant.name))
            seconds *= full / count
            if workload.per == "µs":
                seconds *= 1e6 / full
            self.seconds[workload.name][participant.name].append(seconds)
            self.memory[workload.name][participant.name] = max(memory, self.memory[workload.name].get(participant.name, 0))
            if participant.name == "c":
                at_c = seconds
            if at_c:
                self.ratios[workload.name][participant.name].append(seconds / at_c)

    def all(self, workloads):
        for workload in workloads:
            for _ in range(self.options.rounds):
                self.round(workload)
            medians = (f"{name} {statistics.median(times):.3f}" for name, times in self.seconds[workload.name].items())
            print(f"  {workload.name}: " + ", ".join(medians), file=sys.stderr, flush=True)


def chosen(table, names, what):
    wanted = names.split(",") if names else list(table)
    for name in wanted:
        if name not in table:
            sys.exit(f"run.py: there is no {what} '{name}'; there are: {', '.join(table)}")
    return [table[name] for name in wanted]


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="names with commas between them: " + ", ".join(PARTICIPANTS))
    parser.add_argument("--workloads", help="names with commas between them: " + ", ".join(WORKLOADS))
    parser.add_argument("--rounds", "--repeats", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1, help="multiplies every count: 0.01 only shows that all works")
    parser.add_argument("--n", action="append", default=[], metavar="W4=20000", help="this count for every participant")
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("--instructions", action="store_true", help="count instructions for each row, lookup and session")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    options = parser.parse_args()
    options.counts = {name: int(count) for name, count in (pair.split("=") for pair in options.n)}
    return options


def main():
    options = parsed()
    participants = []
    for participant in chosen(PARTICIPANTS, options.peers, "participant"):
        if participant.is_there:
            participants.append(participant)
        else:
            print(f"! {participant.name} left out: not built", file=sys.stderr)
    folder = tempfile.mkdtemp(prefix="run-", dir=PEERS)
    try:
        if options.instructions and not options.write:
            compiled = [p for p in participants if options.peers or not p.interpreted]
            print(report.instruction_table(instructions.count(compiled, options.workloads, lambda data: fresh_database(folder, data))))
            return 0
        run = Run(options, participants, folder)
        run.facts = machine.facts()
        run.all(chosen(WORKLOADS, options.workloads, "workload"))
        counted = None
        if options.instructions:
            compiled = [p for p in participants if not p.interpreted]
            counted = instructions.count(compiled, None, lambda data: fresh_database(folder, data))
        text = report.tables(run, counted)
        print(text)
        if options.write:
            report.write(text, run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for problem in run.problems:
        print("! " + problem, file=sys.stderr)
    return 1 if run.problems else 0


if __name__ == "__main__":
    sys.exit(main())

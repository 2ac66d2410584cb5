#!/usr/bin/env python3
"""Runs the participants side by side, database by database, workload by workload and round by round (A B C, A B C,
…), compares their checksums, and prints tables of medians and of ratios to the C API.

    run.py                                        everything, five rounds, ten on SQLite
    run.py --databases postgresql                 one database
    run.py --workloads W3,W4 --peers c,cinnabar --rounds 9
    run.py --instructions                         counts instructions instead of time (callgrind)
    run.py --write                                writes RESULTS.md too

`make bench` builds what this needs, and calls it.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict

import instructions
import machine
import report
from databases import SQLite, databases
from participants import DATABASES, PARTICIPANTS, PEERS, WORKLOADS


class Failure(Exception):
    pass


def run_once(participant, workload, count, database, name, timeout):
    """One process on fresh data: its seconds, peak memory in KiB, and what must be equal for all."""
    address = database.fresh(workload)
    machine.warm_memory()
    command = [*participant.commands[name], workload.name, address, str(count)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failure(f"did not end within {timeout:.0f} s")
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise Failure(f"exit code {done.returncode}: {lines[-1]}")
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    agreed = (figures["checksum"], database.stored() if workload.changes else None)
    return figures["seconds"], figures.get("peak_kib", 0), agreed


class Run:
    """All the rounds on one database: collects figures, remembers what went wrong."""

    def __init__(self, options, participants, database, name):
        self.options, self.participants, self.database, self.name = options, participants, database, name
        # Where all of the work is in the process a run is short, and luck with where its memory lies is more of it.
        self.rounds = options.rounds * 2 if name == "sqlite" else options.rounds
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
            reference = run_once(PARTICIPANTS["c"], workload, count, self.database, self.name, self.options.timeout)
            self.agreed[key] = ("c", reference[2])
        who, expected = self.agreed.setdefault(key, (participant.name, agreed))
        if agreed != expected:
            self.problem(f"{self.name}, {workload.name} with N={count}: {participant.name} gave {agreed}, {who} gave {expected}")

    @property
    def names(self):
        return [participant.name for participant in self.participants]

    def round(self, workload):
        at_c = None
        for participant in self.participants:
            count, full = self.count(participant, workload)
            try:
                seconds, memory, agreed = run_once(participant, workload, count, self.database, self.name, self.options.timeout)
                self.compare(participant, workload, count, agreed)
            except Failure as failure:
                self.problem(f"{self.name}, {workload.name} with N={count}: {participant.name} failed, {failure}")
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
            if self.name not in workload.databases:
                continue
            for _ in range(self.rounds):
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
    parser.add_argument("--databases", help="names with commas between them: " + ", ".join(DATABASES))
    parser.add_argument("--peers", help="names with commas between them: " + ", ".join(PARTICIPANTS))
    parser.add_argument("--workloads", help="names with commas between them: " + ", ".join(WORKLOADS))
    parser.add_argument("--rounds", "--repeats", type=int, default=5, help="how often each is run; twice that on SQLite")
    parser.add_argument("--scale", type=float, default=1, help="multiplies every count: 0.01 only shows that all works")
    parser.add_argument("--n", action="append", default=[], metavar="W4=20000", help="this count for every participant")
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("--instructions", action="store_true", help="count instructions for each row, lookup and session")
    parser.add_argument("--loaded", action="store_true", help="the servers have the data of an earlier run")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    options = parser.parse_args()
    options.counts = {name: int(count) for name, count in (pair.split("=") for pair in options.n)}
    return options


def taking_part(options, database):
    there = []
    for participant in chosen(PARTICIPANTS, options.peers, "participant"):
        if database not in participant.commands:
            continue
        if participant.is_there(database):
            there.append(participant)
        else:
            print(f"! {participant.name} left out on {database}: not built", file=sys.stderr)
    return there


def counted_instructions(options, folder, names):
    """Instructions are counted on SQLite, where all of the work is in the process."""
    participants = [p for p in taking_part(options, "sqlite") if options.peers or not p.interpreted]
    return instructions.count(participants, names, SQLite(folder))


def measured(options, folder):
    """A run for each database that is there, with all its figures."""
    runs = []
    for name, database in databases(chosen(dict(zip(DATABASES, DATABASES)), options.databases, "database"), folder).items():
        if database is None:
            print(f"! {name} left out: no server; scripts/databases starts one", file=sys.stderr)
            continue
        print(f"{database.title}:", file=sys.stderr, flush=True)
        if not options.loaded:
            database.prepare()
        run = Run(options, taking_part(options, name), database, name)
        run.all(chosen(WORKLOADS, options.workloads, "workload"))
        runs.append(run)
    return runs


def main():
    options = parsed()
    folder = tempfile.mkdtemp(prefix="run-", dir=PEERS)
    try:
        if options.instructions and not options.write:
            print(report.instruction_table(counted_instructions(options, folder, options.workloads)))
            return 0
        facts = machine.facts()
        runs = measured(options, folder)
        counted = counted_instructions(options, folder, None) if options.instructions else None
        text = report.tables(runs, counted)
        print(text)
        if options.write:
            report.write(text, runs, facts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    problems = [problem for run in runs for problem in run.problems]
    for problem in problems:
        print("! " + problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

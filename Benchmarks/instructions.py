"""Instructions for each row, lookup or session, counted by callgrind: what the clock of a busy machine cannot tell.

Each participant runs twice, with a small and a larger count; the difference cancels start-up.
"""
import re
import subprocess
import sys

from participants import WORKLOADS

COUNTS = {"W3": (5_000, 15_000), "W3s": (5_000, 15_000), "W4": (1_000, 3_000), "W7": (1_000, 3_000), "session-read": (500, 1_500)}


def executed(participant, workload, count, address):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *participant.commands["sqlite"], workload.name, address, str(count)]
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        reason = next((line for line in done.stderr.splitlines() if not line.startswith("==")), f"exit code {done.returncode}")
        print(f"! {workload.name}: {participant.name} did not run under callgrind: {reason}", file=sys.stderr)
        return None
    return int(found.group(1))


def count(participants, names, database):
    """Workload name → participant name → instructions for each."""
    result = {}
    for name in (names.split(",") if names else COUNTS):
        if name not in COUNTS:
            sys.exit(f"run.py: instructions are counted for {', '.join(COUNTS)}; not for '{name}'")
        workload, (small, large) = WORKLOADS[name], COUNTS[name]
        for participant in participants:
            runs = [executed(participant, workload, n, database.fresh(workload)) for n in (small, large)]
            if None not in runs:
                result.setdefault(name, {})[participant.name] = (runs[1] - runs[0]) / (large - small)
        print(f"  {name}: " + ", ".join(f"{who} {n:.0f}" for who, n in result.get(name, {}).items()), file=sys.stderr, flush=True)
    return result

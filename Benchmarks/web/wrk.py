"""Runs wrk, and reads what it prints."""
import re
import subprocess
from dataclasses import dataclass

MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}


@dataclass(frozen=True)
class Load:
    requests: int
    rate: float  # answers in a second
    p99: float  # milliseconds
    trouble: str  # answers that were no success, and connections that broke; empty when there were none


def run(url, seconds, connections):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "--latency", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", text).groups()
    return Load(
        requests=int(re.search(r"(\d+) requests in", text).group(1)),
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
        p99=float(value) * MILLISECONDS[unit],
        trouble="; ".join(line.strip() for line in re.findall(r"Non-2xx.*|Socket errors.*", text)),
    )

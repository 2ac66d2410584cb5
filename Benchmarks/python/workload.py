"""What the Python participants share: input, clock, and the line that is printed.

    PROGRAM WORKLOAD DATABASE N        prints {"seconds": …, "checksum": …, "peak_kib": …}
"""
import datetime
import gc
import json
import sys
import time

BIG, CLIENTS, CONNECTIONS = 200_000, 64, 8
COLUMNS = ("username", "email", "created_at", "is_active")


def arguments():
    return sys.argv[1], sys.argv[2], int(sys.argv[3])


def rows(n, zone=None):
    """The users to insert, in the order of COLUMNS; seed.py has the same formulas."""
    start = datetime.datetime(2024, 1, 1, tzinfo=zone)
    return [
        (f"user_{i:06d}", f"user_{i:06d}@example.com", start + datetime.timedelta(seconds=i * 7919 % 31_536_000), i % 3 != 0)
        for i in range(1, n + 1)
    ]


def lookup_key(i):
    return i * 7919 % BIG + 1


def prefix_range(i):
    low = f"user_{i * 7919 % 2000:04d}"
    return low, low + ":"


def peak_kib():
    """The most memory this process held; 0 where the system does not say it this way."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        return 0


class Timed:
    """`with Timed() as timed: timed.checksum = …` times the block and prints the line."""

    def __enter__(self):
        gc.collect()
        self.start = time.perf_counter()
        return self

    def __exit__(self, kind, *_):
        seconds = time.perf_counter() - self.start
        if kind is None:
            print(json.dumps({"seconds": seconds, "checksum": self.checksum, "peak_kib": peak_kib()}))

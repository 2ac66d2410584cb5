"""What the figures were measured on."""
import datetime
import mmap
import os
import platform
import re
import sqlite3
import subprocess

from participants import HERE, PEERS


WARM = 256 << 20  # what the largest program takes, but for Python's


def warm_memory():
    """Touches memory and gives it back. A virtual machine returns to its host what was long free, and whoever gets that
    next waits for it: that must not be who happens to come after a larger program."""
    with mmap.mmap(-1, WARM, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        if hasattr(mmap, "MADV_HUGEPAGE"):
            memory.madvise(mmap.MADV_HUGEPAGE)
        for place in range(0, WARM, mmap.PAGESIZE):
            memory[place] = 1


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=HERE).stdout.strip()
    except OSError:
        return ""


def processor():
    try:
        found = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
        return found.group(1) if found else platform.processor()
    except OSError:
        return output("sysctl", "-n", "machdep.cpu.brand_string") or platform.machine()


def system():
    try:
        return re.search(r'PRETTY_NAME="(.*)"', open("/etc/os-release").read()).group(1)
    except (OSError, AttributeError):
        return platform.platform()


def packages():
    names = ("SQLAlchemy", "asyncpg", "psycopg", "mysqlclient")
    program = f"from importlib.metadata import version; print(*(n + ' ' + version(n) for n in {names}), sep=', ')"
    listed = output(os.path.join(PEERS, "venv", "bin", "python"), "-c", program)
    return "GRDB 7.10.0" + (f", {listed} on Python {platform.python_version()}" if listed else "")


def hardware():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB"


def facts():
    """Pairs of a name and a value."""
    swift = re.search(r"Swift version \S+", output("swift", "--version"))
    return [
        ("measured", datetime.date.today().isoformat()),
        ("processor", hardware()),
        ("system", f"{system()}, load before the run {os.getloadavg()[0]:.1f}"),
        ("compilers", f"{swift.group(0) if swift else 'no swift'} -c release; {output('cc', '--version').splitlines()[0]} -O2"),
        ("SQLite", f"{output('sqlite3', '--version').split(' ')[0] or 'system'} (Python's: {sqlite3.sqlite_version})"),
        ("servers", ", ".join(filter(None, (output("pg_config", "--version"), output("mariadbd", "--version").split(" for ")[0])))
         + "; on this machine, over the loopback, not waiting for the disk"),
        ("peers", packages()),
    ]

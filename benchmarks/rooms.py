"""Seconds and peak memory of every room on one engine: `python benchmarks/rooms.py duckdb|spark`.

Builds the rooms one after the other from what has landed, each by its own dbt command in one
process and with one statement at a time, so that the memory seen belongs to the room. Prints one
line of Markdown per room. Memory is the resident set of this process and all its children (for
Spark the JVM and its Python workers), sampled four times a second, in GB; pages that processes
share count in each. Linux only; needs `PYTHONPATH=python`.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dbt.cli.main import dbtRunner

from foresale.publish import ROOMS

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Build seeds, rooms and tests in order and return the exit code."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    target = sys.argv[1]
    common = ["--quiet", "--target", target, "--target-path", f"target/{target}", "--threads", "1"]
    steps = [("settings", ["seed"])]
    steps += [(room, ["run", "--select", f"path:models/{room}"]) for room in ROOMS]
    steps += [("data tests", ["test", "--exclude-resource-type", "unit_test"])]
    print("| room | seconds | GB |\n|---|---|---|", flush=True)
    for name, command in steps:
        with peak_memory() as peak:
            started = time.monotonic()
            outcome = dbtRunner().invoke([*command, *common])
            seconds = time.monotonic() - started
        print(f"| {name} | {seconds:.1f} | {peak[0] / 1e9:.1f} |", flush=True)
        if not outcome.success:
            print(f"{name} ended red: see logs/dbt.log.", file=sys.stderr)
            return 1
    return 0


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """Yield a list whose one number is the highest resident set so far, in bytes."""
    peak, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            peak[0] = max(peak[0], resident_bytes())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def resident_bytes() -> int:
    """Return the resident set of this process and everything it started."""
    parents, pages = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            pages[int(folder.name)] = int((folder / "statm").read_text().split()[1])
        except OSError:  # it ended while we looked
            continue
        parents[int(folder.name)] = int(fields[1])
    family, total = {os.getpid()}, 0
    for process in sorted(pages):
        if process in family or parents.get(process) in family:
            family.add(process)
            total += pages[process]
    return total * PAGE_BYTES


if __name__ == "__main__":
    sys.exit(main())

"""What no crash may break, shown by crashes: `python benchmarks/chaos.py [case ...]`.

Builds the tiny synthetic world in a temporary folder, kills and starves builds of copies of it,
prints what it saw and writes the figures to benchmarks/results/chaos.json, where each case keeps
its last figures. Ends with 1 and one sentence at the first promise that does not hold. Linux
only; needs `PYTHONPATH=python`.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from chaos_damage import damage_files, tamper_models
from chaos_house import PROJECT, Broken, House, Outcome, kill_all
from chaos_kills import Lengths, kill_builds, measure
from chaos_limits import contend, fill_disk, starve

# DuckDB's share on the tiny world: too little for one statement, scarce, enough.
MEMORY_LIMITS = ("20MB", "80MB", "200MB")
NAMESPACE = "FORESALE_CHAOS_NAMESPACE"
RESULTS = Path(__file__).with_name("results") / "chaos.json"


def main() -> int:
    """Run the cases and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", choices=[*CASES, []], metavar="case")
    parser.add_argument("--kills", type=int, default=55)
    parser.add_argument("--recoveries", type=int, default=11)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    unshare = ["unshare", "--map-root-user", "--mount"]
    if not may_mount() and subprocess.run([*unshare, "true"], check=False).returncode == 0:
        os.environ[NAMESPACE] = "yes"
        os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="foresale-chaos-") as folder:
        try:
            bench = Bench(Path(folder), options)
            for name in options.cases or CASES:
                say(f"{name}")
                started = time.monotonic()
                figures = CASES[name](bench)
                keep(name, figures)
                shown = {key: value for key, value in figures.items() if key != "moments"}
                say(json.dumps(shown, indent=1))
                say(f"{name} took {time.monotonic() - started:.0f} s")
        except Broken as broken:
            print(f"chaos: {broken}", file=sys.stderr)
            return 1
        finally:
            kill_all()
    return 0


class Bench:
    """A green house that cases copy, what it holds, and how long its build took."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.options = folder, options
        self.house = House.new(folder / "undisturbed")
        world = self.house.run("foresale", "world", "--size", "tiny")
        if world.code != 0:
            raise Broken(f"The synthetic world was not written: {world.complained}")
        self.lengths: Lengths = measure(self.house)
        self.outcome = Outcome.of(self.house)
        say(f"undisturbed: {self.lengths}, {len(self.outcome.hashes)} relations")

    def copy(self, name: str) -> House:
        """Return a copy of the green house."""
        return self.house.copy(self.folder / name)


def _kills(bench: Bench) -> dict[str, Any]:
    return kill_builds(
        undisturbed=bench.copy("beside"),
        house=bench.copy("killed"),
        lengths=bench.lengths,
        kills=bench.options.kills,
        recoveries=bench.options.recoveries,
        seed=bench.options.seed,
        say=say,
        keep=partial(keep, "kills"),
    )


def _disk(bench: Bench) -> dict[str, Any]:
    if not may_mount():
        return {"left_out": "nobody may mount a file system on this machine"}
    return fill_disk(bench.house, bench.folder / "disk", bench.outcome)


CASES: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "locks": lambda bench: contend(bench.copy("contended"), bench.outcome),
    "disk": _disk,
    "memory": lambda bench: starve(bench.copy("starved"), MEMORY_LIMITS, bench.outcome),
    "models": lambda bench: tamper_models(bench.copy("tampered"), bench.outcome),
    "files": lambda bench: damage_files(bench.copy("damaged"), bench.outcome),
    "kills": _kills,
}


def may_mount() -> bool:
    """Return whether this process stands in a mount namespace of its own, as `main` tries."""
    return NAMESPACE in os.environ


def keep(case: str, figures: dict[str, Any]) -> None:
    """Return nothing; write the figures of a case beside those of the others."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {"cases": {}}
    kept["machine"] = machine()
    kept["cases"][case] = {"commit": COMMIT, **figures}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def machine() -> str:
    """Return what the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )


def _commit() -> str:
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty=-changed"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"


def say(line: str) -> None:
    """Print at once, also into a file."""
    print(line, flush=True)


COMMIT = _commit()

if __name__ == "__main__":
    sys.exit(main())

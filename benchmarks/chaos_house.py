"""Houses for `make chaos`: copies of the project, their builds, and what must hold after each."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from foresale.publish import ROOMS, RelationHash, content_hashes

PROJECT = Path(__file__).parents[1]
PARTS = (
    *(".dbtignore", "dbt_project.yml", "profiles.yml"),
    *("conf", "seeds", "macros", "models", "tests", "python"),
)
LANDED, BUILT = "landed ", "built "
# What a process that was killed may leave behind, by a pattern below the house.
LEFTOVERS = {
    "half-written raw file": "raw/**/*.writing",
    "version in the making": "publish/versions/.building",
    "link in the making": "publish/.*.new",
    "write-ahead log": "*.duckdb.wal",
    "spilled memory": "*.duckdb.tmp",
}


class Broken(AssertionError):
    """A promise that did not hold, in one sentence."""


@dataclass(frozen=True)
class Ended:
    """How a build ended: its exit code and what it printed."""

    code: int
    said: str
    complained: str


class House:
    """A copy of the project with data and state of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.landing, self.raw = folder / "landing", folder / "raw"
        self.warehouse, self.publish_to = folder / "warehouse.duckdb", folder / "publish"

    @classmethod
    def new(cls, folder: Path) -> "House":
        """Return the project without data or state."""
        folder.mkdir(parents=True)
        for part in PARTS:
            if (PROJECT / part).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(PROJECT / part, folder / part, ignore=ignored)
            else:
                shutil.copy(PROJECT / part, folder / part)
        return cls(folder)

    def copy(self, folder: Path) -> "House":
        """Return a house of the same data and state."""
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        return House(folder)

    def start(self, *command: str, variables: Mapping[str, str] | None = None) -> "Running":
        """Return the running verb, a process group of its own."""
        return Running(self, command or ("foresale", "build"), variables or {})

    def run(self, *command: str, variables: Mapping[str, str] | None = None) -> Ended:
        """Return how the verb ended."""
        return self.start(*command, variables=variables).end()

    def build(self, variables: Mapping[str, str] | None = None) -> Ended:
        """Return how a build ended that must be green."""
        ended = self.run(variables=variables)
        require(ended.code == 0, f"A build that nobody disturbed ended red: {ended.complained}")
        return ended

    def hashes(self) -> list[RelationHash]:
        """Return the content hashes of all rooms."""
        return content_hashes(warehouse=self.warehouse, schemas=ROOMS)

    def version(self) -> str:
        """Return the version that readers see."""
        return Path(os.readlink(self.publish_to / "current")).name

    def leftovers(self) -> list[str]:
        """Return the kinds of leftovers there are."""
        return [kind for kind, where in LEFTOVERS.items() if any(self.folder.glob(where))]

    def raw_bytes(self) -> dict[str, str]:
        """Return the sha256 of every file below raw/."""
        files = (path for path in self.raw.rglob("*") if path.is_file())
        return {str(path.relative_to(self.raw)): sha256(path) for path in files}

    def require_publication(self, allowed: Sequence[str]) -> str:
        """Return the version readers see: whole, readable, and one of those allowed."""
        version = self.version()
        require(version in allowed, f"Readers see {version} instead of {' or '.join(allowed)}.")
        folder = self.publish_to / "versions" / version
        lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        sums = {name: checksum for checksum, name in (line.split("  ", 1) for line in lines)}
        found = {path.name: sha256(path) for path in folder.iterdir() if path.name != "SHA256SUMS"}
        require(found == sums, f"The files of version {version} are not as they were sealed.")
        for link in self.publish_to.glob("*.*"):
            if link.is_symlink() and not link.name.startswith("."):
                require(link.resolve().parent == folder.resolve(), f"{link.name} leads elsewhere.")
        counts = {
            mart["relation_name"]: mart["row_count"]
            for mart in json.loads((folder / "manifest.json").read_text())["marts"]
        }
        require(read_counts(folder / "marts.duckdb") == counts, f"{version} lacks rows.")
        return version

    def require_as(self, other: "Outcome") -> None:
        """Return nothing: what this house holds is what an undisturbed build gives."""
        require(self.version() == other.version, f"{self.version()} instead of {other.version}.")
        ours, theirs = set(self.hashes()), set(other.hashes)
        names = sorted({f"{each.schema_name}.{each.relation_name}" for each in ours ^ theirs})
        require(not names, f"Other content than without a disturbance: {', '.join(names)}.")
        require(self.raw_bytes() == other.raw, "raw/ differs from that of an undisturbed build.")
        require(not self.leftovers(), f"Left behind: {', '.join(self.leftovers())}.")
        versions = {path.name for path in (self.publish_to / "versions").iterdir()}
        require(len(versions) <= 2, f"Versions pile up: {', '.join(sorted(versions))}.")


@dataclass(frozen=True)
class Outcome:
    """What an undisturbed build gives."""

    version: str
    hashes: tuple[RelationHash, ...]
    raw: Mapping[str, str]

    @classmethod
    def of(cls, house: House) -> "Outcome":
        """Return what the house holds."""
        return cls(house.version(), tuple(house.hashes()), house.raw_bytes())


class Running:
    """A verb at work, in a process group that can be killed."""

    def __init__(self, house: House, command: Sequence[str], variables: Mapping[str, str]) -> None:
        scratch = house.folder.with_name(f"{house.folder.name}.scratch")
        scratch.mkdir(exist_ok=True)
        # Files, not pipes: nobody has to empty them.
        names = [scratch / f"{time.monotonic_ns()}.{name}" for name in ("said", "complained")]
        self._said, self._complained = names
        with self._said.open("wb") as said, self._complained.open("wb") as complained:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=house.folder,
                env=environment(variables),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complained,
                start_new_session=True,
            )
        _STARTED.append(self)

    def said(self) -> str:
        """Return what it has printed so far."""
        return self._said.read_text(encoding="utf-8", errors="replace")

    def wait_until(self, happened: Callable[[], bool]) -> bool:
        """Return whether it happened before the process ended."""
        while self.process.poll() is None:
            if happened():
                return True
            time.sleep(0.005)
        return happened()

    def says(self, words: str) -> bool:
        """Return whether it printed the words before it ended."""
        return self.wait_until(lambda: words in self.said())

    def kill(self) -> bool:
        """Return whether it was still at work when the whole group was killed."""
        was_alive = self.process.poll() is None
        if was_alive:
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait() == -signal.SIGKILL and was_alive

    def end(self) -> Ended:
        """Return how it ended."""
        code = self.process.wait()
        complained = self._complained.read_text(encoding="utf-8", errors="replace")
        return Ended(code, self.said(), complained)


_STARTED: list[Running] = []


def kill_all() -> None:
    """Return nothing; end whatever is still at work."""
    for running in _STARTED:
        running.kill()


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a process in a house: its own places, no bytecode left behind."""
    own = ("FORESALE_", "SPARK_", "PYSPARK_")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(own)}
    return inherited | {
        "PYTHONPATH": "python",
        "PYTHONUNBUFFERED": "1",
        # Bytecode cut off by a full disk would stay and break every later process.
        "PYTHONDONTWRITEBYTECODE": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
        **variables,
    }


def require(holds: bool, otherwise: str) -> None:
    """Return nothing; raise Broken where the promise does not hold."""
    if not holds:
        raise Broken(otherwise)


def read_counts(database: Path) -> dict[str, int]:
    """Return the number of rows of every table, read by a reader that changes nothing."""
    with duckdb.connect(str(database.resolve()), read_only=True) as connection:
        names = [row[0] for row in connection.execute("show tables").fetchall()]
        each = (connection.execute(f'select count(*) from "{name}"').fetchone() for name in names)
        return {name: int(row[0]) for name, row in zip(names, each, strict=True) if row}


def sha256(path: Path) -> str:
    """Return the sha256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

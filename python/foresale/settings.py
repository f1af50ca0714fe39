"""Where this run reads and writes, and the one kind of error a user can cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# The targets of profiles.yml: the engines that build.
DUCKDB, SPARK, SAIL = "duckdb", "spark", "sail"
TARGETS = (DUCKDB, SPARK, SAIL)


class UserError(Exception):
    """A mistake in files or settings: one sentence saying what, where and how to mend it."""


@dataclass(frozen=True)
class Paths:
    """The places of one run, relative to the working directory unless given absolutely."""

    landing: Path
    raw: Path
    warehouse: Path
    publish: Path
    truth: Path


def paths(environment: Mapping[str, str]) -> Paths:
    """Return the places of this run: FORESALE_* variables, or the defaults of the README.

    An empty variable counts as not set, as in a shell's `${VARIABLE:-default}`.
    """
    return Paths(
        landing=Path(environment.get("FORESALE_LANDING") or "landing"),
        raw=Path(environment.get("FORESALE_RAW") or "raw"),
        warehouse=Path(environment.get("FORESALE_WAREHOUSE") or "warehouse.duckdb"),
        publish=Path(environment.get("FORESALE_PUBLISH") or "publish"),
        truth=Path(environment.get("FORESALE_TRUTH") or "truth"),
    )

"""Where this run reads and writes, and the one kind of error a user can cause."""

import os
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


def require_usable(places: Paths, *names: str) -> None:
    """Return nothing; raise UserError naming the variable of a place that cannot be written to.

    `names`: the places the run writes to. Said before hours of work rather than after them; what
    is not there yet is made when needed.
    """
    for name in names:
        place: Path = getattr(places, name)
        variable = f"FORESALE_{name.upper()}"
        folder = place.parent if name == "warehouse" else place
        if name == "warehouse" and place.is_dir():
            raise UserError(f"{variable} is {place}, which is a folder: name a file in it.")
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not there.is_dir():
            raise UserError(f"{variable} is {place}, but {there} is a file: name another place.")
        if not os.access(there, os.W_OK):
            raise UserError(
                f"{variable} is {place}, but {there}/ may not be written to: name another place or "
                "ask for the right to."
            )


def require_named_landing(environment: Mapping[str, str]) -> None:
    """Return nothing; raise UserError where FORESALE_LANDING names a folder that is not there.

    A misspelt name would otherwise count as an empty folder and be filled with the synthetic
    company, whose lists would replace the real ones.
    """
    named = environment.get("FORESALE_LANDING")
    if named and not Path(named).is_dir():
        raise UserError(
            f"FORESALE_LANDING is {named}, and there is no such folder: make it or mend the name."
        )

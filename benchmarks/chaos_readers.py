"""Readers of the published file, at work while builds are killed: one stays, one comes and goes."""

import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import duckdb

from foresale.publish import content_hashes

PAUSE_SECONDS = 0.05
_FINGERPRINT = "select count(*), sum(list_rank), count(distinct customer_id) from whitespace"


class Readers:
    """Two processes that read until they are asked what they saw."""

    def __init__(self, publish_to: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._over = context.Event()
        self._figures: dict[str, Any] = {kind: context.Array("q", 3) for kind in _KINDS}
        self._processes = [
            context.Process(target=_watch, args=(kind, publish_to, self._over, figures))
            for kind, figures in self._figures.items()
        ]
        for process in self._processes:
            process.start()

    def seen(self) -> dict[str, dict[str, int]]:
        """Return by reader: reads, errors and the versions it saw, so far."""
        names = ("reads", "errors", "versions")
        return {kind: dict(zip(names, them, strict=True)) for kind, them in self._figures.items()}

    def end(self) -> None:
        """Return nothing; wait until both have ended."""
        self._over.set()
        for process in self._processes:
            process.join()


def _watch(kind: str, publish_to: Path, over: Event, figures: Any) -> None:
    read = _KINDS[kind](publish_to)
    versions = set()
    while not over.is_set():
        try:
            versions.add(read())
        except Exception as error:  # whatever a reader meets counts
            figures[1] += 1
            print(f"  the reader that {kind} met {type(error).__name__}: {error}", file=sys.stderr)
        figures[0] += 1
        figures[2] = len(versions)
        time.sleep(PAUSE_SECONDS)


def _stays(publish_to: Path) -> Callable[[], str]:
    """Return a read on one connection: always the version that was there when it opened."""
    path = (publish_to / "marts.duckdb").resolve()
    connection = duckdb.connect(str(path), read_only=True)
    first = connection.execute(_FINGERPRINT).fetchone()

    def read() -> str:
        # Another connection of the same instance sees the file, not a result kept in memory.
        with connection.cursor() as cursor:
            if cursor.execute(_FINGERPRINT).fetchone() != first:
                raise ValueError("the open file changed")
        return path.parent.name

    return read


def _reopens(publish_to: Path) -> Callable[[], str]:
    """Return a read through the link: every mart has the rows of one and the same version."""
    known: set[str] = set()

    def read() -> str:
        folder = (publish_to / "marts.duckdb").resolve().parent
        listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["marts"]
        with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as connection:
            for mart in listed:
                name = mart["relation_name"]
                found = connection.execute(f'select count(*) from "{name}"').fetchone()
                if found != (mart["row_count"],):
                    raise ValueError(f"{name} of {folder.name} has {found} rows")
        if folder.name not in known:
            read_back = content_hashes(warehouse=folder / "marts.duckdb", schemas=["main"])
            known.add(folder.name)
            expected = {mart["relation_name"]: mart["content_hash"] for mart in listed}
            if {each.relation_name: each.content_hash for each in read_back} != expected:
                raise ValueError(f"{folder.name} has other content than its manifest says")
        return folder.name

    return read


_KINDS = {"stays": _stays, "reopens": _reopens}

"""A warehouse that is published, for the tests of publishing, and how its readers read."""

import os
from pathlib import Path
from typing import Any

import duckdb

from foresale.publish import Publication, publish

ROWS = ["('a', 1.5, date '2024-01-31')", "('b', null, null)", "('it''s', 0.1, date '2024-02-29')"]
OTHER_ROWS = [*ROWS, "('new', 9, null)"]
NAMES = ["whitespace", "nothing_yet"]


class House:
    """A warehouse of two marts and the folder they are published into."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.warehouse, self.publish_to = folder / "warehouse.duckdb", folder / "publish"

    def fill(self, rows: list[str]) -> None:
        self.run(
            "create schema if not exists marts; create schema if not exists staging",
            "create or replace table marts.whitespace (customer varchar, p double, day date)",
            *(f"insert into marts.whitespace values {row}" for row in rows),
            "create or replace table marts.nothing_yet (id bigint, usd decimal(18, 2), ok boolean)",
            "comment on table marts.whitespace is 'One row per customer''s chance.'",
            "comment on column marts.whitespace.p is 'Chance, 0 to 1.'",
            "create or replace view staging.seen as select customer from marts.whitespace",
        )

    def run(self, *statements: str) -> None:
        with duckdb.connect(str(self.warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)

    def publish(self, rows: list[str], marts: list[str] = NAMES) -> Publication:
        self.fill(rows)
        return publish(warehouse=self.warehouse, publish_to=self.publish_to, marts=marts)

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """Every file and link, with what would change if it were written again."""
        return {
            str(path.relative_to(self.publish_to)): (
                path.lstat().st_ino,
                path.lstat().st_mtime_ns,
                os.readlink(path).encode() if path.is_symlink() else path.read_bytes(),
            )
            for path in self.publish_to.rglob("*")
            if (path.is_symlink() or path.is_file()) and path.name != ".lock"
        }

    def versions(self) -> set[str]:
        return {path.name for path in (self.publish_to / "versions").iterdir()}


def open_published(publication: Publication) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(publication.database.resolve()), read_only=True)


def read(source: Any, query: str) -> list[tuple[Any, ...]]:
    if isinstance(source, duckdb.DuckDBPyConnection):
        return source.execute(query).fetchall()
    with open_published(source) as connection:
        return connection.execute(query).fetchall()


def count(source: Any) -> int:
    return int(read(source, "select count(*) from whitespace")[0][0])

"""The tables that may land: what the dbt sources under models/staging declare."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from foresale.settings import UserError

# The source `landing` is the manifest this step writes itself; it never has files of its own.
MANIFEST_SOURCE = "landing"

# Columns that landing adds to every raw file: a source may describe them, no file brings them.
HOUSE_COLUMNS = ("source_file", "source_line", "content_hash", "landing_defect", "raw_text")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class DeclaredTable:
    """A table of a source system and the columns its files must bring."""

    source: str
    table: str
    columns: tuple[str, ...]
    may_be_absent: bool = False  # beside other tables of its source

    @property
    def name(self) -> str:
        """Return the name people use, `erp.customers`."""
        return f"{self.source}.{self.table}"


def normal_name(name: str) -> str:
    """Return the name columns are matched by: no byte order mark, no outer space, lower case."""
    return name.replace("\ufeff", "").strip().lower()


def declared_tables(sources: Path) -> list[DeclaredTable]:
    """Return every declared table, sorted by source and table.

    Reads the `sources:` blocks of all `_*.yml` below `sources`. Raises UserError for YAML that
    cannot be read, a table without columns, a table or column declared twice, or no source at all.
    """
    found: dict[tuple[str, str], DeclaredTable] = {}
    for path in sorted(sources.rglob("_*.yml")):
        for table in _tables_of(path):
            key = (table.source, table.table)
            if key in found:
                raise UserError(f"{path} declares {table.name} again: keep one declaration.")
            found[key] = table
    if not found:
        raise UserError(
            f"No source is declared in {sources}/: add a `_<source>.yml` with `sources:`, its "
            "tables and their columns."
        )
    return [found[key] for key in sorted(found)]


def _tables_of(path: Path) -> Iterator[DeclaredTable]:
    for source in _entries(_parsed(path), "sources", path):
        if source["name"] != MANIFEST_SOURCE:
            for table in _entries(source, "tables", path):
                yield _declared(source, table, path)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{path} cannot be read as YAML ({reason}): mend that line.") from error
    return content if isinstance(content, dict) else {}


def _entries(parent: dict[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    entries = parent.get(key) or []
    if not isinstance(entries, list) or not all(_has_name(entry) for entry in entries):
        raise UserError(f"{path}: every entry of `{key}:` needs a `name:`, written as text.")
    return entries


def _has_name(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("name"), str) and bool(entry["name"])


def _declared(source: dict[str, Any], table: dict[str, Any], path: Path) -> DeclaredTable:
    names = [normal_name(column["name"]) for column in _entries(table, "columns", path)]
    columns = tuple(name for name in names if name not in HOUSE_COLUMNS)
    meta = ((source.get("config") or {}).get("meta")) or {}
    declared = DeclaredTable(
        source=source["name"],
        table=table["name"],
        columns=columns,
        may_be_absent=bool(meta.get("tables_may_be_absent")),
    )
    if not columns:
        raise UserError(f"{path} declares {declared.name} without columns: list them by name.")
    if len(set(columns)) < len(columns):
        raise UserError(f"{path} declares a column of {declared.name} twice: keep one of them.")
    return declared

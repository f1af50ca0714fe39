"""A built house that is exported, for the tests of the exports."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import duckdb

from foresale.export import export


class Exported:
    """A built house whose warehouse can be exported, and what was exported from it."""

    def __init__(self, project: Path) -> None:
        self.warehouse = project / "warehouse.duckdb"
        self.manifest = project / "target" / "manifest.json"
        self.folder = project / "exports"

    def export(self, target: Path | None = None) -> list[str]:
        place = target or self.folder
        return export(warehouse=self.warehouse, manifest=self.manifest, target=place)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def table(self, name: str) -> list[list[str]]:
        with self.file(name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def document(self, name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.file(name).read_text())
        return loaded

    def file(self, pattern: str) -> Path:
        (name,) = [name for name in names_in(self.folder) if re.fullmatch(pattern, name)]
        return self.folder / name


def names_in(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)

"""A landing folder with one declared table, for the tests of the landing step."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from foresale.landing import LandedFile, land
from foresale.settings import UserError

COLUMNS = ("asset_id", "customer_id", "sku", "ended_date")
HEADER = ",".join(COLUMNS).encode() + b"\n"


class House:
    """A landing folder with one declared table, and what has landed from it."""

    def __init__(self, root: Path) -> None:
        self.landing, self.raw, self.sources = root / "landing", root / "raw", root / "staging"
        self.folder = self.landing / "erp" / "assets"
        self.folder.mkdir(parents=True)
        self.declare(*COLUMNS)

    def declare(self, *columns: str) -> None:
        self.sources.mkdir(exist_ok=True)
        names = "".join(f"\n          - name: {name}" for name in columns)
        (self.sources / "_erp.yml").write_text(
            f"sources:\n  - name: erp\n    tables:\n      - name: assets\n        columns:{names}\n"
            "  - name: landing\n    tables: [{name: files, columns: [{name: sha256}]}]\n"
        )

    def put(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def land(self) -> list[LandedFile]:
        return land(landing=self.landing, raw=self.raw, sources=self.sources)

    def raw_rows(self, name: str) -> list[dict[str, Any]]:
        path = self.raw / "erp" / "assets" / f"{name}.parquet"
        rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
        return rows

    def landed(self, name: str, content: bytes) -> list[dict[str, Any]]:
        self.put(name, content)
        self.land()
        return self.raw_rows(name)

    def refusal(self) -> str:
        with pytest.raises(UserError) as caught:
            self.land()
        return str(caught.value)


def cells(row: dict[str, Any]) -> tuple[str | None, ...]:
    return tuple(row[name] for name in COLUMNS)


def defects(rows: list[dict[str, Any]]) -> list[tuple[int, str | None]]:
    return [(row["source_line"], row["landing_defect"]) for row in rows]

"""Where a run reads and writes."""

from pathlib import Path

from foresale.settings import Paths, paths


def test_places_have_defaults_in_the_working_directory() -> None:
    assert paths({}) == Paths(
        landing=Path("landing"),
        raw=Path("raw"),
        warehouse=Path("warehouse.duckdb"),
        publish=Path("publish"),
        truth=Path("truth"),
    )


def test_one_variable_moves_one_place() -> None:
    moved = paths({"FORESALE_RAW": "/data/raw", "FORESALE_LANDING": "", "OTHER": "x"})
    assert (moved.raw, moved.landing) == (Path("/data/raw"), Path("landing"))


def test_every_place_has_its_variable() -> None:
    names = ("LANDING", "RAW", "WAREHOUSE", "PUBLISH", "TRUTH")
    moved = paths({f"FORESALE_{name}": name for name in names})
    assert moved == Paths(*map(Path, names))

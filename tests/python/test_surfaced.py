"""The history of what was handed out: where it starts, and what it declares."""

from pathlib import Path

import pytest
import yaml
from house import PROJECT

from foresale.surfaced import COLUMNS, start_history


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing"
    (folder / "erp").mkdir(parents=True)
    return folder


def test_a_history_starts_as_a_file_with_only_the_header(landing: Path) -> None:
    written = start_history(landing)

    assert written == landing / "activation/surfaced/start.csv"
    assert written.read_bytes() == (",".join(COLUMNS) + "\n").encode()
    assert start_history(landing) is None


def test_a_history_that_has_a_file_is_left_alone(landing: Path) -> None:
    folder = landing / "activation/surfaced"
    folder.mkdir(parents=True)
    (folder / "2024-12-30.csv").write_text("")

    assert start_history(landing) is None
    assert [path.name for path in folder.iterdir()] == ["2024-12-30.csv"]


def test_a_hidden_file_is_no_history(landing: Path) -> None:
    folder = landing / "activation/surfaced"
    folder.mkdir(parents=True)
    (folder / ".gitkeep").write_text("")

    assert start_history(landing) == folder / "start.csv"


def test_an_empty_or_missing_landing_folder_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert start_history(tmp_path / "empty") is None
    assert start_history(tmp_path / "missing") is None
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


def test_the_columns_are_those_the_source_declares() -> None:
    text = (PROJECT / "models/staging/activation/_activation.yml").read_text()
    (table,) = yaml.safe_load(text)["sources"][0]["tables"]

    assert tuple(column["name"] for column in table["columns"]) == COLUMNS

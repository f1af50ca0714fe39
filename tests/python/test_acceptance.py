"""The acceptance table: every row in scope is shown by a test or a command that exists."""

import ast
import csv
import re
import shlex
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from house import PROJECT

# The run registry and the page have tables of their own.
IN_SCOPE = [
    *(f"G-{n:03d}" for n in (*range(1, 181), 186, 194, *range(195, 238))),
    *(f"{system}-{n:03d}" for system, last in (("L", 49), ("M", 34), ("P", 58), ("S", 46))
      for n in range(1, last + 1)),
]  # fmt: skip
# A mart or a seed is there to be read; that it is right takes a test or a command.
KINDS = ["unit test", "data test", "pytest", "mart", "seed", "command", "open"]
PROOFLESS = {"mart", "seed"}
SELECTING = {"--select", "--exclude"}


class Row(NamedTuple):
    """A line of the table."""

    id: str
    shown_by: str

    @property
    def kind(self) -> str:
        """What kind of evidence it names, or nothing."""
        return next((kind for kind in KINDS if self.shown_by.startswith(kind + " ")), "")

    @property
    def name(self) -> str:
        """What it names."""
        return self.shown_by.removeprefix(self.kind).strip()


def read_rows(path: Path) -> list[Row]:
    """Return the lines of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert header == list(Row._fields)
    return [Row(*line) for line in lines]


def existing_names(project: Path) -> dict[str, set[str]]:
    """Return by kind of evidence what there is to be named."""
    models = project / "models"
    declared = [yaml.safe_load(path.read_text()) or {} for path in models.rglob("_*.yml")]
    singular = [path.stem for kind in ("data", "macros", "rules")
                for path in (project / "tests" / kind).glob("*.sql")]  # fmt: skip
    seeds = {path.stem: path.read_text().splitlines()[0]
             for path in (project / "seeds").glob("*.csv")}  # fmt: skip
    rooms = {path.name for path in models.iterdir() if path.is_dir()}
    settings = (project / "dbt_project.yml").read_text()
    return {
        "unit test": {test["name"] for file in declared for test in file.get("unit_tests", [])},
        "data test": set(singular),
        "pytest": {
            f"{path.name}::{function.name}"
            for path in (project / "tests" / "python").glob("test_*.py")
            for function in ast.parse(path.read_text()).body
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_")
        },
        "mart": {path.stem for path in (models / "marts").glob("*.sql")},
        "seed": {f"{seed}.{column}" for seed, line in seeds.items() for column in line.split(",")},
        "selector": rooms | {path.stem for path in models.rglob("*.sql")},
        "variable": {*yaml.safe_load(settings)["vars"], *re.findall(r"var\('(\w+)'", settings)},
        "verb": set(re.findall(r"^([a-z-]+):", (project / "Makefile").read_text(), re.MULTILINE)),
    }


def missing_or_unknown(rows: list[Row]) -> list[str]:
    """Return the ids in scope without a line, those of lines out of scope, and repeated lines."""
    named = {row.id for row in rows}
    repeated = [f"{row.id} {row.shown_by}" for row, count in Counter(rows).items() if count > 1]
    return sorted(named ^ set(IN_SCOPE)) + repeated


def unproven(rows: list[Row]) -> list[str]:
    """Return the ids for which nothing but marts and seeds is named."""
    kinds: dict[str, set[str]] = {}
    for row in rows:
        kinds.setdefault(row.id, set()).add(row.kind)
    return [id_ for id_, found in kinds.items() if found <= PROOFLESS]


def naming_nothing(rows: list[Row], names: dict[str, set[str]]) -> list[str]:
    """Return what the lines name that does not exist."""
    return [row.shown_by for row in rows if not _exists(row, names)]


def _exists(row: Row, names: dict[str, set[str]]) -> bool:
    if row.kind == "open":
        return len(row.name.split()) > 3
    if row.kind == "command":
        return _runs(shlex.split(row.name), names)
    return row.name in names.get(row.kind, set())


def _runs(words: list[str], names: dict[str, set[str]]) -> bool:
    """Return whether the words are a verb of the Makefile or a dbt command about what there is."""
    if words[0] == "make":
        return len(words) == 2 and words[1] in names["verb"]
    if words[:2] != ["dbt", "build"]:
        return False
    option, *arguments = words[2:]
    if option in SELECTING:
        return bool(arguments) and set(arguments) <= names["selector"]
    if option == "--vars":
        return set(yaml.safe_load(arguments[0])) <= names["variable"]
    return option == "--full-refresh" and not arguments


@pytest.fixture(scope="module")
def names() -> dict[str, set[str]]:
    return existing_names(PROJECT)


def test_every_id_in_scope_is_shown_by_what_exists(names: dict[str, set[str]]) -> None:
    rows = read_rows(PROJECT / "tests" / "acceptance.csv")

    assert missing_or_unknown(rows) == []
    assert unproven(rows) == []
    assert naming_nothing(rows, names) == []
    assert [row.id for row in rows] == sorted(row.id for row in rows)


def test_a_missing_an_unknown_and_a_repeated_line_are_found() -> None:
    rows = [Row(id_, "command make build") for id_ in IN_SCOPE]

    assert missing_or_unknown(rows) == []
    assert missing_or_unknown(rows[1:]) == ["G-001"]
    assert missing_or_unknown([*rows, Row("G-185", "command make build")]) == ["G-185"]
    assert missing_or_unknown([*rows, rows[0]]) == ["G-001 command make build"]


def test_a_mart_or_a_seed_alone_proves_nothing() -> None:
    mart, seed = Row("G-001", "mart whitespace"), Row("G-001", "seed tasks.task_id")

    assert unproven([mart, seed]) == ["G-001"]
    assert unproven([mart, seed, Row("G-001", "command make build")]) == []
    assert unproven([mart, Row("G-002", "command make build")]) == ["G-001"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("unit test ranking__ties_end_in_the_key", "unit test floor_plan"),
        ("data test floor_plan", "data test ranking__ties_end_in_the_key"),
        ("data test time_wall__the_cutoff_day_is_the_last_known_day", "data test time_wall"),
        ("data test whitespace__somebody_is_on_the_list", "data test unique_key"),
        (
            "pytest test_acceptance.py::test_a_mart_or_a_seed_alone_proves_nothing",
            "pytest test_acceptance.py::test_nothing",
        ),
        ("pytest test_house.py::test_a_room_builds_alone", "pytest test_house.py::dbt"),
        ("mart whitespace", "mart ranking"),
        ("seed tasks.horizon_periods", "seed tasks.horizon_weeks"),
        ("command make build", "command make money"),
        ("command dbt build --select staging marts", "command dbt build --select attic"),
        ("command dbt build --select ranking", "command dbt build --select"),
        ("command dbt build --vars 'as_of_date: 2024-11-30'", "command dbt build --vars 'day: 1'"),
        ("command dbt build --full-refresh", "command dbt seed"),
        ("open there is no such thing yet", "open"),
        ("open nobody asked for it (issue 8)", "somebody saw it"),
    ],
)
def test_a_name_that_does_not_exist_is_found(
    right: str, wrong: str, names: dict[str, set[str]]
) -> None:
    assert naming_nothing([Row("G-001", right), Row("G-001", wrong)], names) == [wrong]

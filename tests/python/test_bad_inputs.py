"""The zoo of bad input files: what becomes of every line of every file that lands."""

import csv
import gzip
import io
import json
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow.parquet as pq
import pytest
from bad_inputs import contents, formats, layouts, mutants
from bad_inputs.effects import EFFECTS
from bad_inputs.making import INVOICE_LINE, Landed
from house import copy_project, dbt

from foresale.export_artifacts import Artifact
from foresale.export_files import write_artifact
from foresale.landing import LandedFile, land
from foresale.landing.csv_file import read_csv
from foresale.landing.declared import DeclaredTable, declared_tables
from foresale.landing.jsonl_file import read_jsonl
from foresale.landing.parquet_file import read_parquet
from foresale.settings import UserError

CASES = [*layouts.FILES, *contents.FILES, *formats.FILES]
SELECTED = (
    "staging file_reconciliation +dim_product +dim_customer +fct_transaction +fct_company_link "
    "+fct_customer_offer_month +dim_entity_period"
)
INVOICE_LINES = DeclaredTable("erp", "invoice_lines", tuple(INVOICE_LINE))
READERS = {
    ".csv": read_csv,
    ".csv.gz": read_csv,
    ".jsonl": read_jsonl,
    ".parquet": read_parquet,
}


def file_name(case: Landed) -> str:
    """Return the name of the case's file: names sort as the cases stand in the catalogue."""
    return f"{CASES.index(case):03} {case.name}{case.suffix}"


class Mutants(NamedTuple):
    """What a reader said about each mutant: those that land, and the sentences about the others."""

    landed: dict[str, bytes]
    refused: dict[str, str]


@pytest.fixture(scope="module")
def all_mutants(tmp_path_factory: pytest.TempPathFactory) -> Mutants:
    folder = tmp_path_factory.mktemp("mutants")
    found = Mutants({}, {})
    for suffix, count in mutants.COUNTS.items():
        for seed in range(count):
            path = folder / f"mutant {seed:03}{suffix}"
            path.write_bytes(mutants.mutant(seed, suffix))
            try:
                for _ in READERS[suffix](path, INVOICE_LINES):
                    pass
                found.landed[path.name] = path.read_bytes()
            except UserError as error:
                found.refused[path.name] = str(error)
    return found


class Zoo:
    """All cases and all mutants that land, in one landing folder, landed and built once."""

    def __init__(self, project: Path, mutants_that_land: dict[str, bytes]) -> None:
        self.project, self.warehouse = project, project / "warehouse.duckdb"
        self.fill("erp/invoice_lines", mutants_that_land)
        for case in CASES:
            self.fill(case.table, {file_name(case): case.content})
        sources = project / "models" / "staging"
        for table in declared_tables(sources):
            header = ",".join(table.columns).encode() + b"\n"
            self.fill(f"{table.source}/{table.table}", {"nothing.csv": header})
        raw = project / "raw"
        files = land(landing=project / "landing", raw=raw, sources=sources)
        self.files: dict[str, LandedFile] = {file.source_file: file for file in files}
        vars_ = ("--vars", "severity: warn", "--indirect-selection", "cautious")
        done = dbt(
            project, "build", "--exclude-resource-type", "unit_test", *vars_,
            "--select", *SELECTED.split(),
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        results = json.loads((project / "target" / "run_results.json").read_text())["results"]
        self.outcry = {r["unique_id"].split(".")[2] for r in results if r["status"] == "warn"}
        self.becomes: dict[str, dict[int, str]] = defaultdict(dict)
        for file, line, status in self.ask(
            "select source_file, source_line, row_status from staging.parsed_rows "
            "where row_status <> 'quarantined' union all select source_file, source_line, "
            "column_name || ': ' || rule from staging.quarantine"
        ):
            self.becomes[file][line] = status

    def fill(self, table: str, files: dict[str, bytes]) -> None:
        folder = self.project / "landing" / table
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)

    def raw_rows(self, source_file: str) -> list[dict[str, Any]]:
        path = self.project / "raw" / f"{source_file}.parquet"
        rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
        return rows

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory, all_mutants: Mutants) -> Zoo:
    return Zoo(copy_project(tmp_path_factory.mktemp("zoo") / "project"), all_mutants.landed)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_line_becomes_what_the_catalogue_says(zoo: Zoo, case: Landed) -> None:
    file = f"{case.table}/{file_name(case)}"
    assert zoo.becomes[file] == case.becomes
    assert zoo.files[file].rows_in == len(case.becomes)


def test_every_line_of_every_file_is_accounted_for(zoo: Zoo) -> None:
    rows = zoo.ask(
        "select source_file, rows_in, rows_loaded, rows_quarantined, rows_duplicate, is_reconciled "
        "from monitoring.file_reconciliation"
    )
    assert {row[0]: row[1] for row in rows} == {
        f.source_file: f.rows_in for f in zoo.files.values()
    }
    assert [row for row in rows if row[1] != sum(row[2:5]) or not row[5]] == []


def test_only_the_tests_that_must_cry_out_do(zoo: Zoo) -> None:
    assert zoo.outcry == {"dim_entity_period__the_newest_day_is_not_far_from_the_rest"}


@pytest.mark.parametrize(
    ("query", "answer"), [effect[1:] for effect in EFFECTS], ids=[effect[0] for effect in EFFECTS]
)
def test_a_bad_file_does_this_beyond_staging(
    zoo: Zoo, query: str, answer: list[tuple[Any, ...]]
) -> None:
    assert zoo.ask(query) == answer


def test_a_name_that_is_a_formula_is_escaped_when_it_is_exported(zoo: Zoo, tmp_path: Path) -> None:
    names = "select customer_name from staging.stg_erp__customers where customer_id like 'formula%'"
    with duckdb.connect(str(zoo.warehouse), read_only=True) as connection:
        write_artifact(connection, Artifact("names.csv", names), tmp_path / "names.csv")
        rows = connection.execute(names).fetchall()
    with (tmp_path / "names.csv").open(encoding="utf-8", newline="") as file:
        _, *written = csv.reader(file)
    assert sorted(written) == [['\'=HYPERLINK("https://example.org","Harlow")'], ["'@SUM(1+1)"]]
    assert sorted(f"'{name}" for (name,) in rows) == sorted(cell for (cell,) in written)


def test_a_mutant_lands_or_gets_a_sentence(all_mutants: Mutants) -> None:
    landed, refused = len(all_mutants.landed), len(all_mutants.refused)
    assert landed + refused == sum(mutants.COUNTS.values())
    assert min(landed, refused) > 30
    for name, sentence in all_mutants.refused.items():
        assert f"/{name}" in sentence
        assert sentence.endswith(".")


def test_no_line_of_a_mutant_is_lost(zoo: Zoo, all_mutants: Mutants) -> None:
    spoiled = 0
    for name, content in all_mutants.landed.items():
        rows = zoo.raw_rows(f"erp/invoice_lines/{name}")
        if name.endswith(".parquet"):
            assert len(rows) == pq.read_metadata(io.BytesIO(content)).num_rows, name
            continue
        text = gzip.decompress(content) if name.endswith(".gz") else content
        lines = enumerate(text.split(b"\n"), start=1)
        full = {number for number, line in lines if line not in (b"", b"\r")}
        header = set() if name.endswith(".jsonl") else {min(full)}
        told = [number for row in rows for number in lines_of(row)]
        assert len(told) == len(set(told)), name
        assert full - set(told) == header, name
        spoiled += any(row["landing_defect"] for row in rows)
    assert spoiled > 20


def lines_of(row: dict[str, Any]) -> range:
    """Return the physical lines of a record: one, and one more for each line feed in its cells."""
    breaks = sum((row[column] or "").count("\n") for column in INVOICE_LINE)
    return range(row["source_line"], row["source_line"] + 1 + breaks)

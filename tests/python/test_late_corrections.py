"""A late or restated row changes exactly the cutoffs at which it is known, and whom it is about."""

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from conftest import House
from house import run

from foresale.build import SOURCES
from foresale.landing import land

CUTOFFS = (date(2023, 12, 31), date(2024, 6, 30), date(2024, 12, 31))
# What speaks of one customer alone. The other themes compare: shares are drawn to the mean, an
# asset of unknown age is as old as the mean, peers and lifts count others, likeness needs all.
OWN = ("division_mix", "lifecycle", "profile", "returns", "rfm", "seasonality", "total_rfm")
OWN += ("trajectory",)
POOLED = ("affinity", "assets", "peers", "shares", "similarity")


class Case(NamedTuple):
    """A row that comes late: its table, its cells, since which cutoff it is known, and where."""

    table: str
    row: str
    known_cutoff: date
    theme: str


CASES = {
    "a_sale_recorded_half_a_year_later": Case(
        "invoice_lines",
        "select 'LATE-1' as line_id, 'LATE-1' as invoice_id, customer_id, sku,"
        " '2023-05-10' as sold_date, 3 as quantity, '9000.00' as revenue,"
        " '4000.00' as gross_profit, '2023-11-20 09:00:00' as recorded_at"
        " from star.fct_transaction where not is_return and not is_correction"
        " and sold_date < '2023-01-01'",
        CUTOFFS[0],
        "rfm",
    ),
    "a_sale_with_other_amounts": Case(
        "invoice_lines",
        "select line_id, invoice_id, customer_id, sku, sold_date, quantity,"
        " '7000.00' as revenue, '3000.00' as gross_profit, '2024-02-10 09:00:00' as recorded_at"
        " from staging.stg_erp__invoice_lines where quantity > 0 and known_at < '2023-12-01'"
        " and sold_date between '2023-08-01' and '2023-10-31'"
        " qualify count(*) over (partition by line_id) = 1",
        CUTOFFS[1],
        "rfm",
    ),
    "a_customer_of_another_industry": Case(
        "customers",
        "select customer_id, customer_name,"
        " if(industry = 'media', 'education', 'media') as industry, size_band, region,"
        " if(rep_id = 'R001', 'R002', 'R001') as rep_id, 'false' as do_not_contact,"
        " '2024-03-01 09:00:00' as recorded_at from staging.stg_erp__customers"
        " where known_at < '2022-01-01' qualify count(*) over (partition by customer_id) = 1",
        CUTOFFS[1],
        "profile",
    ),
    "an_end_recorded_half_a_year_later": Case(
        "assets",
        "select asset_id, customer_id, sku, started_date,"
        " if(is_subscription, 'true', 'false') as is_subscription, expires_date,"
        " '2023-03-31' as ended_date, '2023-09-15 09:00:00' as ended_recorded_at,"
        " known_at as recorded_at from staging.stg_erp__assets"
        " where ended_date is null and expires_date > '2025-06-30' and known_at < '2022-12-31'",
        CUTOFFS[0],
        "assets",
    ),
}


class Corrected(NamedTuple):
    """The house before and after, attached, and the customer each row is about."""

    connection: duckdb.DuckDBPyConnection
    customers: dict[str, str]


@pytest.fixture(scope="module")
def corrected(tiny_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corrected]:
    project = tmp_path_factory.mktemp("corrected") / "project"
    shutil.copytree(tiny_house.project, project, symlinks=True)
    customers: dict[str, str] = {}
    for name, case in CASES.items():
        customers[name] = _append(project, name, case, taken=tuple(customers.values()))
    land(landing=project / "landing", raw=project / "raw", sources=project / SOURCES)
    done = run(project, "dbt.cli.main", "run", "--select", "+features_customer")
    assert done.returncode == 0, done.stdout
    with duckdb.connect() as connection:
        for side, house in (("before", tiny_house.project), ("after", project)):
            _copy_as_text(connection, side, house / "warehouse.duckdb")
        yield Corrected(connection, customers)


def _copy_as_text(connection: duckdb.DuckDBPyConnection, side: str, warehouse: Path) -> None:
    """Copy what is looked at into a schema; exact texts tell apart what compares as equal."""
    connection.execute(f"attach '{warehouse}' (read_only)")
    names = connection.execute(
        "select schema_name || '.' || table_name from (select * from duckdb_columns()"
        " where database_name = 'warehouse' and (schema_name in ('spines', 'features')"
        " or table_name = 'fct_transaction' or table_name like 'stg_%')) group by all"
    ).fetchall()
    connection.execute(f"create schema {side}")
    for (name,) in names:
        connection.execute(
            f'create table {side}."{name}" as'
            f" select cast(columns(*) as varchar) from warehouse.{name}"
        )
    connection.execute("detach warehouse")


def _append(project: Path, name: str, case: Case, taken: tuple[str, ...]) -> str:
    """Return the customer of the row that is put into a landing file of its own: one who was on
    file throughout and of whom no other row speaks."""
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute(
            f"select * from ({case.row}) where customer_id in (select entity_id"
            " from spines.spine_customer__day group by all having min(cutoff_date) < '2022-07-01')"
            " and not list_contains(?, customer_id) order by all limit 1",
            [list(taken)],
        )
        names, row = [column[0] for column in found.description], found.fetchone()
    assert row is not None
    path = project / "landing" / "erp" / case.table / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, row])
    return str(row[names.index("customer_id")])


def _rows_only_in(side: str, other: str, relation: str) -> str:
    return f'(from {side}."{relation}" except all from {other}."{relation}")'


def _changed(house: Corrected, relation: str, columns: str) -> set[tuple]:
    """Return these columns of the rows that are on one side only."""
    sides = ("before", "after")
    differing = " union all ".join(
        f"from {_rows_only_in(*order, relation)}" for order in (sides, sides[::-1])
    )
    return set(house.connection.execute(f"select {columns} from ({differing})").fetchall())


def _relations(house: Corrected) -> list[tuple[str, list[str]]]:
    """Return every relation that is looked at with the names of its columns."""
    return house.connection.execute(
        "select table_name, list(column_name) from duckdb_columns()"
        " where schema_name = 'after' group by all order by all"
    ).fetchall()


@pytest.mark.parametrize("name", CASES)
def test_a_late_row_changes_its_customer_from_the_cutoff_on_at_which_it_is_known(
    name: str, corrected: Corrected
) -> None:
    case, customer = CASES[name], corrected.customers[name]
    changed = _changed(
        corrected,
        f"features.features_customer__{case.theme}",
        "entity_id, cast(cutoff_date as date)",
    )

    assert {day for entity, day in changed if entity == customer} == {
        day for day in CUTOFFS if day >= case.known_cutoff
    }


def test_before_anything_is_known_no_row_of_any_cutoff_changes(corrected: Corrected) -> None:
    with_cutoff = [name for name, columns in _relations(corrected) if "cutoff_date" in columns]
    changed = {
        relation: {day for (day,) in _changed(corrected, relation, "cast(cutoff_date as date)")}
        for relation in with_cutoff
    }

    assert len(with_cutoff) > 25
    assert {relation: min(days) for relation, days in changed.items() if days - set(CUTOFFS)} == {}
    assert changed["features.features_customer"] == set(CUTOFFS)


def test_what_speaks_of_one_customer_changes_for_that_customer_alone(corrected: Corrected) -> None:
    since = {corrected.customers[name]: case.known_cutoff for name, case in CASES.items()}
    wrong = {}
    for theme in OWN:
        changed = _changed(
            corrected,
            f"features.features_customer__{theme}",
            "entity_id, cast(cutoff_date as date)",
        )
        wrong[theme] = {row for row in changed if row[0] not in since or row[1] < since[row[0]]}

    assert wrong == {theme: set() for theme in OWN}


def test_themes_are_either_about_one_customer_or_compared(corrected: Corrected) -> None:
    themes = {
        relation.split("__")[1]
        for relation, _ in _relations(corrected)
        if "features_customer__" in relation
    }

    assert themes == {*OWN, *POOLED}


def test_what_was_on_file_stays_and_a_correction_takes_back_and_enters(
    corrected: Corrected,
) -> None:
    counts = {}
    for relation, columns in _relations(corrected):
        if relation.startswith("staging.stg_") or relation == "star.fct_transaction":
            lost, new = (
                len(corrected.connection.execute(f"from {_rows_only_in(*order)}").fetchall())
                for order in (("before", "after", relation), ("after", "before", relation))
            )
            if "source_file" not in columns and (lost or new):
                counts[relation] = (lost, new)

    assert counts == {
        "staging.stg_erp__assets": (0, 1),
        "staging.stg_erp__customers": (0, 1),
        "staging.stg_erp__invoice_lines": (0, 2),
        "star.fct_transaction": (0, 3),
    }

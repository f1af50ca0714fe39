"""Companies of a CRM find their customers: who is linked is right, and how many are is stated."""

import csv
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from conftest import House
from house import PROJECT, copy_project, dbt, foresale

from foresale.landing.declared import declared_tables

SENZING = PROJECT.parent / "shared" / "data" / "senzing_names"
RECORDED_AT = "2024-01-01 00:00:00"


class Verdict(NamedTuple):
    """How many companies have a customer, how many were linked, and how many of them rightly."""

    known_count: int
    linked_count: int
    right_count: int

    @property
    def precision(self) -> float:
        return self.right_count / self.linked_count

    @property
    def recall(self) -> float:
        return self.right_count / self.known_count


def _query(project: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_links_in_the_planted_world_are_right(tiny_house: House) -> None:
    truth = tiny_house.project / "truth" / "company_links.parquet"
    rows = _query(
        tiny_house.project,
        "select count(truth.customer_id), count(links.customer_id),"
        " count(case when links.customer_id = truth.customer_id then 1 end)"
        f" from star.dim_company as links inner join '{truth}' as truth using (crm_company_id)",
    )
    verdict = Verdict(*rows[0])

    assert verdict.precision >= 0.99
    assert verdict.recall == pytest.approx(0.91, abs=0.02)


def test_every_way_and_every_doubt_occurs_in_the_planted_world(tiny_house: House) -> None:
    rows = _query(
        tiny_house.project,
        "select distinct link_method, link_status from star.fct_company_link",
    )

    methods = {method for method, status in rows if status == "linked"}
    doubtful = {method for method, status in rows if status == "ambiguous"}
    assert methods == {"key", "name", "fuzzy"}
    assert doubtful == {"name", "fuzzy"}


def test_a_company_is_never_one_of_two_equally_named_customers(tiny_house: House) -> None:
    rows = _query(
        tiny_house.project,
        "with names as (select *, count(*) over (partition by full_name) as bearer_count"
        " from star.dim_party_name where party_kind = 'customer')"
        " select links.link_status, count(*) from star.fct_company_link as links"
        " inner join names on links.customer_id = names.party_id"
        " where names.bearer_count > 1 and links.link_method <> 'key' group by all",
    )

    assert {status for status, _ in rows} <= {"ambiguous", "outranked"}
    assert dict(rows)["ambiguous"] > 0


def _name(record: dict[str, str]) -> str:
    parts = (record.get(f"PRIMARY_NAME_{part}", "") for part in ("FIRST", "MIDDLE", "LAST"))
    whole = record.get("PRIMARY_NAME_ORG") or record.get("PRIMARY_NAME_FULL")
    return whole or " ".join(filter(None, parts)) or record.get("NATIVE_NAME_FULL", "")


def _records(*names: str) -> list[dict[str, str]]:
    records = []
    for name in names:
        text = (SENZING / name).read_text(encoding="utf-8-sig")
        records += list(csv.DictReader(text.splitlines()))
    return records


def _land(project: Path, rows_by_table: dict[str, list[dict[str, str]]]) -> None:
    """Write and land the rows; a table without rows is a file with only the header."""
    for table in declared_tables(project / "models" / "staging"):
        path = project / "landing" / table.source / table.table / "senzing.csv"
        path.parent.mkdir(parents=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.columns, restval="")
            writer.writeheader()
            writer.writerows(rows_by_table.get(table.name, []))
    foresale(project, "land")


@pytest.fixture(scope="module")
def senzing(tmp_path_factory: pytest.TempPathFactory) -> list[tuple]:
    """Record and customer of every company, by names alone; the reference and the watch list are
    the CRM."""
    if not SENZING.is_dir():
        pytest.skip(f"the Senzing truth set is not in {SENZING}")
    project = copy_project(tmp_path_factory.mktemp("senzing") / "project")
    customers = [
        {"customer_id": one["RECORD_ID"], "customer_name": _name(one), "recorded_at": RECORDED_AT}
        for one in _records("senzing_customers.csv")
    ]
    companies = [
        {
            "crm_company_id": f"{one['DATA_SOURCE']}-{one['RECORD_ID']}",
            "company_name": _name(one),
            "recorded_at": RECORDED_AT,
        }
        for one in _records("senzing_reference.csv", "senzing_watchlist.csv")
    ]
    _land(project, {"erp.customers": customers, "crm.companies": companies})
    done = dbt(project, "build", "--select", "+dim_company", "--resource-type", "model", "seed")
    assert done.returncode == 0, done.stdout
    return _query(project, "select crm_company_id, customer_id, link_status from star.dim_company")


def test_names_of_companies_and_persons_are_linked_only_where_that_is_right(
    senzing: list[tuple],
) -> None:
    cluster = {
        f"{one['DATA_SOURCE']}-{one['RECORD_ID']}": one["CLUSTER_ID"]
        for one in _records("senzing_actual_truthset_key.csv")
    }
    customers = {name: of for name, of in cluster.items() if name.startswith("CUSTOMERS-")}
    linked = [(company, f"CUSTOMERS-{one}") for company, one, _ in senzing if one]
    verdict = Verdict(
        known_count=sum(cluster[company] in customers.values() for company, _, _ in senzing),
        linked_count=len(linked),
        right_count=sum(cluster[company] == customers[one] for company, one in linked),
    )

    assert verdict.precision >= 0.99
    # Most of these names differ by design, and namesakes are left to a person.
    assert (verdict.known_count, verdict.right_count) == (17, 2)


def test_namesakes_are_left_to_a_person(senzing: list[tuple]) -> None:
    status = {company: status for company, _, status in senzing}

    # Robert, Patricia and John Smith of the watch list are others than the customers.
    namesakes = ["WATCHLIST-1007", "WATCHLIST-1008", "WATCHLIST-1041", "WATCHLIST-1042"]
    assert {status[company] for company in namesakes} == {"ambiguous"}

"""Content hashes: equal for equal rows, different for all others, by a formula anyone can redo."""

import hashlib
import json
from pathlib import Path

import pytest
from publishing_house import ROWS, House

from foresale.publish import ROOMS, content_hashes


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def hashes(house: House, *schemas: str) -> dict[str, str]:
    entries = content_hashes(warehouse=house.warehouse, schemas=schemas)
    return {f"{entry.schema_name}.{entry.relation_name}": entry.content_hash for entry in entries}


def test_the_audit_counts_and_hashes_tables_and_views_of_all_rooms(house: House) -> None:
    house.fill(ROWS)
    house.run(
        "create schema star",
        "create table star.dim_rep as select 1 as id",
        "create table t (i int)",
    )
    audit = json.loads(house.publish(ROWS).audit.read_bytes())
    assert [
        (entry["schema_name"], entry["relation_name"], entry["row_count"]) for entry in audit
    ] == [
        ("marts", "nothing_yet", 0),
        ("marts", "whitespace", 3),
        ("staging", "seen", 3),
        ("star", "dim_rep", 1),
    ]
    assert audit[2]["columns"] == [{"name": "customer", "type": "VARCHAR"}]
    assert {
        f"{entry['schema_name']}.{entry['relation_name']}": entry["content_hash"] for entry in audit
    } == hashes(house, *ROOMS)


def test_the_content_hash_is_the_documented_formula(house: House) -> None:
    house.run("create schema marts", "create table marts.m as from (values ('é:', 2), (null, 10))")
    digests = [hashlib.md5(text.encode()).hexdigest() for text in ("2:é:1:2", "n2:10")]
    sums = [sum(int(digest[half], 16) for digest in digests) for half in (slice(16), slice(16, 32))]
    lines = ["col0 VARCHAR", "col1 INTEGER", "2", *map(str, sums)]
    assert hashes(house, "marts") == {"marts.m": hashlib.md5("\n".join(lines).encode()).hexdigest()}


def test_the_content_hash_tells_apart_what_looks_alike(house: House) -> None:
    house.run(
        "create schema marts",
        "create table marts.a as select '1' as x, '23' as y",
        "create table marts.b as select '12' as x, '3' as y",
        "create table marts.null_first as select cast(null as varchar) as x, 'n' as y",
        "create table marts.null_last as select 'n' as x, cast(null as varchar) as y",
        "create table marts.twins as select 'a' as x, 'b' as y from range(2)",
        "create table marts.other_twins as select 'c' as x, 'b' as y from range(2)",
        "create table marts.no_twins as select 'a' as x, 'b' as y from range(4)",
        "create table marts.empty as select 'a' as x, 'b' as y where false",
        "create table marts.empty_other_type as select 1 as x, 'b' as y where false",
        "create table marts.empty_other_name as select 'a' as z, 'b' as y where false",
        "create table marts.tenth as select 0.1::double as x, '' as y",
        "create table marts.next_double as select 0.1::double + 2e-17::double as x, '' as y",
    )
    found = hashes(house, "marts")
    assert len(set(found.values())) == len(found) == 12


def test_schemas_that_are_not_asked_for_or_do_not_exist_have_no_entries(house: House) -> None:
    house.fill(ROWS)
    assert list(hashes(house, "staging", "nowhere")) == ["staging.seen"]

"""Publishing: what readers see and when they see it."""

import hashlib
import json
import os
import struct
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from publishing_house import NAMES, OTHER_ROWS, ROWS, House, count, open_published, read

from foresale.publish import Publication, publish


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def manifest(publication: Publication) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(publication.audit.with_name("manifest.json").read_bytes())
    return loaded


# What is published


def test_the_published_file_holds_rows_types_and_comments_of_the_marts(house: House) -> None:
    publication = house.publish(ROWS)
    assert publication.rows == {"nothing_yet": 0, "whitespace": 3}
    assert publication.database == house.publish_to / "marts.duckdb"
    assert read(publication, "select customer, p, cast(day as varchar) from whitespace") == [
        ("a", 1.5, "2024-01-31"),
        ("b", None, None),
        ("it's", 0.1, "2024-02-29"),
    ]
    assert read(publication, "select table_name, comment from duckdb_tables() order by all") == [
        ("nothing_yet", None),
        ("whitespace", "One row per customer's chance."),
    ]
    columns = read(publication, "select column_name, data_type, comment from duckdb_columns()")
    assert ("p", "DOUBLE", "Chance, 0 to 1.") in columns
    assert ("usd", "DECIMAL(18,2)", None) in columns


def test_fixed_places_are_relative_links_into_the_current_version(house: House) -> None:
    version = house.publish(ROWS).version
    links = {p.name: os.readlink(p) for p in house.publish_to.iterdir() if p.is_symlink()}
    assert links == {
        "current": f"versions/{version}",
        "marts.duckdb": "current/marts.duckdb",
        "whitespace.parquet": "current/whitespace.parquet",
        "nothing_yet.parquet": "current/nothing_yet.parquet",
    }
    moved = house.publish_to.rename(house.publish_to.with_name("moved"))
    assert pq.read_table(moved / "whitespace.parquet").num_rows == 3


def test_an_empty_mart_is_an_empty_parquet_file_with_its_columns(house: House) -> None:
    house.publish(ROWS)
    table = pq.read_table(house.publish_to / "nothing_yet.parquet")
    assert (table.num_rows, table.column_names) == (0, ["id", "usd", "ok"])


def test_a_mart_may_be_a_view(house: House) -> None:
    house.fill(ROWS)
    house.run(
        "create view marts.short as select customer, p from marts.whitespace",
        "comment on view marts.short is 'One row per customer.'",
        "comment on column marts.short.p is 'A chance.'",
    )
    publication = publish(warehouse=house.warehouse, publish_to=house.publish_to, marts=["short"])
    assert publication.rows == {"short": 3}
    assert read(publication, "select comment from duckdb_tables()") == [("One row per customer.",)]
    assert ("A chance.",) in read(publication, "select comment from duckdb_columns()")


def test_a_mart_that_is_published_no_longer_loses_its_link_and_other_files_stay(
    house: House,
) -> None:
    house.publish(ROWS)
    (house.publish_to / "mine.parquet").write_bytes(b"mine")
    house.publish(ROWS, marts=["whitespace"])
    assert not (house.publish_to / "nothing_yet.parquet").is_symlink()
    assert (house.publish_to / "mine.parquet").read_bytes() == b"mine"
    assert (house.publish_to / "whitespace.parquet").exists()


def test_the_file_has_the_format_of_duckdb_1_0_and_no_write_ahead_log(house: House) -> None:
    database = house.publish(ROWS).database
    # Bytes 8 to 20 of the main header: magic word and format number; 64 is read by 0.9 to 1.x.
    magic, number = struct.unpack("<4sQ", database.read_bytes()[8:20])
    assert (magic, number) == (b"DUCK", 64)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database.resolve()}' as it (read_only)")
        tags = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where database_name = 'it'"
        ).fetchone()
    assert tags == ("v1.0.0+",)
    assert not list(house.publish_to.rglob("*.wal"))


def test_equal_rows_in_another_order_and_folder_give_the_same_version_and_parquet_bytes(
    tmp_path: Path,
) -> None:
    zeros = ["('z', 0.0, null)", "('z', -0.0, null)", "('z', 'nan'::double, null)"]
    rows = ROWS + ROWS[:1] + zeros
    one, two = House(tmp_path / "one"), House(tmp_path / "two")
    first, second = one.publish(rows), two.publish(rows[::-1])
    assert first.version == second.version
    assert first.audit.read_bytes() == second.audit.read_bytes()
    for name in NAMES:
        bytes_of = [(h.publish_to / f"{name}.parquet").read_bytes() for h in (one, two)]
        assert bytes_of[0] == bytes_of[1]


def test_the_manifest_names_the_bytes_of_the_parquet_files_and_of_the_audit(house: House) -> None:
    publication = house.publish(ROWS)
    content = manifest(publication)
    assert [mart["row_count"] for mart in content["marts"]] == [0, 3]
    for mart in content["marts"]:
        parquet = house.publish_to / f"{mart['relation_name']}.parquet"
        assert mart["parquet_sha256"] == hashlib.sha256(parquet.read_bytes()).hexdigest()
    assert content["audit_sha256"] == hashlib.sha256(publication.audit.read_bytes()).hexdigest()
    text = publication.audit.with_name("manifest.json").read_bytes()
    assert publication.version == hashlib.sha256(text).hexdigest()[:16]


# When readers see it


def test_the_same_content_twice_changes_no_file(house: House) -> None:
    first = house.publish(ROWS)
    before = house.files()
    assert house.publish(ROWS[::-1]) == first
    assert house.files() == before


def test_a_changed_comment_is_a_new_version(house: House) -> None:
    first = house.publish(ROWS)
    house.run("comment on column marts.whitespace.p is 'Another meaning.'")
    second = publish(warehouse=house.warehouse, publish_to=house.publish_to, marts=NAMES)
    assert second.version != first.version


def test_a_reader_keeps_its_rows_while_new_readers_see_the_new_ones(house: House) -> None:
    with open_published(house.publish(ROWS)) as old:
        publication = house.publish(OTHER_ROWS)
        house.publish([])  # the version of the old reader is unlinked by now
        assert count(old) == 3
        house.publish(OTHER_ROWS)
        assert count(publication) == 4


def test_a_reader_of_the_current_version_is_no_reason_to_write_it_again(house: House) -> None:
    with open_published(house.publish(ROWS)):
        before = house.files()
        house.publish(ROWS)
        assert house.files() == before


def test_the_current_and_the_previous_version_are_kept_and_no_other(house: House) -> None:
    versions = [house.publish(ROWS[:size]).version for size in (1, 2, 3)]
    assert house.versions() == set(versions[1:])
    assert os.readlink(house.publish_to / "previous") == f"versions/{versions[1]}"
    assert house.publish(ROWS[:2]).version == versions[1]  # back again
    assert house.versions() == set(versions[1:])
    assert os.readlink(house.publish_to / "previous") == f"versions/{versions[2]}"

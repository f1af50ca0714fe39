"""Publishing: what readers see, when they see it, and what an interruption leaves behind."""

import errno
import fcntl
import hashlib
import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from foresale import version_folder
from foresale.publish import ROOMS, Publication, content_hashes, publish
from foresale.settings import UserError

ROWS = ["('a', 1.5, date '2024-01-31')", "('b', null, null)", "('it''s', 0.1, date '2024-02-29')"]
OTHER_ROWS = [*ROWS, "('new', 9, null)"]
NAMES = ["whitespace", "nothing_yet"]


class House:
    """A warehouse of two marts and the folder they are published into."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.warehouse, self.publish_to = folder / "warehouse.duckdb", folder / "publish"

    def fill(self, rows: list[str]) -> None:
        self.run(
            "create schema if not exists marts; create schema if not exists staging",
            "create or replace table marts.whitespace (customer varchar, p double, day date)",
            *(f"insert into marts.whitespace values {row}" for row in rows),
            "create or replace table marts.nothing_yet (id bigint, usd decimal(18, 2), ok boolean)",
            "comment on table marts.whitespace is 'One row per customer''s chance.'",
            "comment on column marts.whitespace.p is 'Chance, 0 to 1.'",
            "create or replace view staging.seen as select customer from marts.whitespace",
        )

    def run(self, *statements: str) -> None:
        with duckdb.connect(str(self.warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)

    def publish(self, rows: list[str], marts: list[str] = NAMES) -> Publication:
        self.fill(rows)
        return publish(warehouse=self.warehouse, publish_to=self.publish_to, marts=marts)

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """Every file and link, with what would change if it were written again."""
        return {
            str(path.relative_to(self.publish_to)): (
                path.lstat().st_ino,
                path.lstat().st_mtime_ns,
                os.readlink(path).encode() if path.is_symlink() else path.read_bytes(),
            )
            for path in self.publish_to.rglob("*")
            if (path.is_symlink() or path.is_file()) and path.name != ".lock"
        }

    def versions(self) -> set[str]:
        return {path.name for path in (self.publish_to / "versions").iterdir()}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def open_published(publication: Publication) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(publication.database.resolve()), read_only=True)


def read(source: Any, query: str) -> list[tuple[Any, ...]]:
    if isinstance(source, duckdb.DuckDBPyConnection):
        return source.execute(query).fetchall()
    with open_published(source) as connection:
        return connection.execute(query).fetchall()


def count(source: Any) -> int:
    return int(read(source, "select count(*) from whitespace")[0][0])


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


# What an interruption leaves behind


@pytest.mark.parametrize("step", ["rename", "replace"])
def test_an_interruption_before_the_swap_leaves_the_old_version_and_the_next_run_recovers(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = house.publish(ROWS)
    with monkeypatch.context() as patch:
        patch.setattr(f"foresale.publish.os.{step}", refuse(OSError(errno.ENOSPC, "No space left")))
        with pytest.raises(UserError, match="No space left"):
            house.publish(OTHER_ROWS)
    assert count(old) == 3
    (house.publish_to / "versions" / ".building").mkdir(exist_ok=True)
    (house.publish_to / "versions" / ".building" / "marts.duckdb.wal").write_bytes(b"half")
    (house.publish_to / ".current.new").unlink(missing_ok=True)
    (house.publish_to / ".current.new").symlink_to("nowhere")
    new = house.publish(OTHER_ROWS)
    assert count(new) == 4
    assert house.versions() == {old.version, new.version}
    assert not (house.publish_to / ".current.new").is_symlink()


def refuse(error: Exception) -> Callable[..., None]:
    def refused(*_: object) -> None:
        raise error

    return refused


def test_a_damaged_version_is_repaired_by_publishing_the_same_content(house: House) -> None:
    publication = house.publish(ROWS)
    before = {path.name: path.read_bytes() for path in publication.audit.parent.iterdir()}
    with duckdb.connect(str(publication.database.resolve())) as careless:
        careless.execute("delete from whitespace")
    publication.audit.with_name("whitespace.parquet").unlink()
    publication.audit.with_name("marts.duckdb.wal").write_bytes(b"stray")
    assert house.publish(ROWS) == publication
    assert count(publication) == 3
    assert {path.name for path in publication.audit.parent.iterdir()} == set(before)
    assert pq.read_table(house.publish_to / "whitespace.parquet").num_rows == 3


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("update whitespace set p = p + 1e-9 where customer = 'a'", "content_hash of whitespace"),
        ("insert into whitespace select * from whitespace limit 1", "row_count of whitespace"),
        ("alter table nothing_yet alter id type integer", "columns of nothing_yet"),
        ("comment on table nothing_yet is 'Wrong.'", "comments of nothing_yet"),
        ("drop table nothing_yet", "nothing_yet does not exist"),
    ],
)
def test_a_copy_that_differs_from_the_warehouse_is_never_published(
    house: House, monkeypatch: pytest.MonkeyPatch, tampering: str, named: str
) -> None:
    old = house.publish(ROWS)
    write = version_folder.write_version

    def write_and_tamper(*arguments: Any, folder: Path, **named_arguments: Any) -> dict[str, Any]:
        written = write(*arguments, folder=folder, **named_arguments)
        with duckdb.connect(str(folder / "marts.duckdb")) as connection:
            connection.execute(tampering)
        return written

    with monkeypatch.context() as patch:
        patch.setattr("foresale.publish.write_version", write_and_tamper)
        with pytest.raises(UserError, match="does not read back") as refused:
            house.publish(OTHER_ROWS)
    assert named in str(refused.value)
    assert count(old) == 3
    assert house.versions() == {old.version}


def test_a_column_that_parquet_cannot_hold_exactly_is_named(house: House) -> None:
    house.fill(ROWS)
    house.run("create table marts.wide as select 1::hugeint as total")
    with pytest.raises(UserError, match=r"columns of wide in wide\.parquet.*HUGEINT"):
        publish(warehouse=house.warehouse, publish_to=house.publish_to, marts=["wide"])


# Mistakes of the user


def test_a_second_publisher_is_told_who_holds_the_lock(house: House) -> None:
    house.publish(ROWS)
    lock = house.publish_to / ".lock"
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate(0)
        held.write("4711")
        held.flush()
        with pytest.raises(UserError, match=r"process 4711\) is writing"):
            house.publish(OTHER_ROWS)
    assert house.publish(OTHER_ROWS).rows["whitespace"] == 4
    assert lock.read_text() == str(os.getpid())


def test_no_marts_no_warehouse_and_a_missing_mart_are_each_one_sentence(house: House) -> None:
    for marts, sentence in (([], "no mart to publish"), (["whitespace"], "There is no warehouse")):
        with pytest.raises(UserError, match=sentence):
            publish(warehouse=house.warehouse, publish_to=house.publish_to, marts=marts)
    with pytest.raises(UserError, match="has no absent, seen in schema marts"):
        house.publish(ROWS, marts=["whitespace", "seen", "absent"])
    assert not (house.publish_to / "current").exists()


def test_a_warehouse_that_is_none_or_has_a_broken_view_is_named(house: House) -> None:
    house.fill(ROWS)
    house.run("create table marts.gone (id int)", "create view marts.lost as from marts.gone")
    house.run("drop table marts.gone")
    with pytest.raises(UserError, match=r"marts\.lost of warehouse warehouse cannot be read"):
        publish(warehouse=house.warehouse, publish_to=house.publish_to, marts=NAMES)
    house.warehouse.write_bytes(b"no database" * 2000)
    with pytest.raises(UserError, match=r"warehouse\.duckdb cannot be read"):
        publish(warehouse=house.warehouse, publish_to=house.publish_to, marts=NAMES)


def test_a_file_where_a_link_belongs_is_never_overwritten(house: House) -> None:
    house.publish_to.mkdir()
    (house.publish_to / "marts.duckdb").write_bytes(b"somebody's")
    with pytest.raises(UserError, match=r"marts\.duckdb is in the way"):
        house.publish(ROWS)
    assert (house.publish_to / "marts.duckdb").read_bytes() == b"somebody's"


@pytest.mark.parametrize("error", [PermissionError(errno.EPERM, "no"), NotImplementedError()])
def test_a_platform_without_symbolic_links_is_told_what_to_do(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr("foresale.publish.os.symlink", refuse(error))
    with pytest.raises(UserError, match="cannot hold symbolic links"):
        house.publish(ROWS)


# Content hashes


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

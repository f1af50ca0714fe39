"""Publishing: what an interruption leaves behind, and what users are told about mistakes."""

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from publishing_house import NAMES, OTHER_ROWS, ROWS, House, count

from foresale import version_folder
from foresale.publish import publish
from foresale.settings import UserError


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


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

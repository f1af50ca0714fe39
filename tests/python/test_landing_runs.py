"""Runs one after the other: what stays, changes and goes."""

import gzip
import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing_house import COLUMNS, HEADER, House, cells

from foresale.landing import MANIFEST, file_bytes, raw_file

GZIPPED = gzip.compress(HEADER + b"a,b,c,d\n" * 99)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def all_bytes(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_ino)
        for path in sorted(folder.rglob("*.parquet"))
        if path != folder / MANIFEST
    }


def test_a_second_run_reads_nothing_and_changes_no_byte(house: House) -> None:
    house.put("a.csv", HEADER + b"a,b,c,d\nx\n")
    first = house.land()
    before, manifest = all_bytes(house.raw), (house.raw / MANIFEST).read_bytes()
    second = house.land()
    assert [file.was_unchanged for file in (*first, *second)] == [False, True]
    assert second == [replace(file, was_unchanged=True) for file in first]
    assert all_bytes(house.raw) == before
    assert (house.raw / MANIFEST).read_bytes() == manifest


def test_raw_has_the_same_bytes_in_every_folder(house: House, tmp_path: Path) -> None:
    other = House(tmp_path / "other")
    for place in (house, other):
        place.put("a.csv.gz", GZIPPED)
        place.land()
    one = {name: content for name, (content, _) in all_bytes(house.raw).items()}
    assert one == {name: content for name, (content, _) in all_bytes(other.raw).items()}


def test_a_changed_file_is_read_again_even_with_its_old_time_and_size(house: House) -> None:
    path = house.put("a.csv", HEADER + b"a,b,c,d\n")
    house.land()
    status = path.stat()
    rows = house.landed("a.csv", HEADER + b"a,b,c,e\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert cells(rows[0]) == ("a", "b", "c", "e")
    assert house.land()[0].was_unchanged


def test_a_changed_declaration_reads_the_files_again(house: House) -> None:
    house.landed("a.csv", b"note," + HEADER + b"n,a,b,c,d\n")
    house.declare(*COLUMNS, "note")
    assert not house.land()[0].was_unchanged
    assert house.raw_rows("a.csv")[0]["note"] == "n"


def test_another_reader_version_reads_the_files_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.landed("a.csv", HEADER)
    monkeypatch.setattr("foresale.landing.step.READER_VERSION", raw_file.READER_VERSION + 1)
    assert not house.land()[0].was_unchanged


def test_raw_loses_the_file_that_landing_has_lost(house: House) -> None:
    house.put("a.csv", HEADER)
    gone = house.put("b.csv", HEADER)
    house.land()
    leftover = house.raw / "erp" / "assets" / "c.csv.parquet.writing"
    leftover.write_bytes(b"half")
    gone.unlink()
    house.land()
    names = sorted(path.name for path in house.raw.rglob("*") if path.is_file())
    assert names == ["a.csv.parquet", "files.parquet"]


def test_a_damaged_raw_file_is_made_again(house: House) -> None:
    house.put("a.csv", HEADER + b"a,b,c,d\n")
    house.land()
    (house.raw / "erp" / "assets" / "a.csv.parquet").write_bytes(b"PAR1")
    assert not house.land()[0].was_unchanged
    assert len(house.raw_rows("a.csv")) == 1


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_raw_file_with_one_changed_byte_is_made_again(house: House, share: float) -> None:
    house.put("a.csv", HEADER + b"".join(b"%d,b,c,d\n" % n for n in range(999)))
    house.land()
    made = house.raw / "erp" / "assets" / "a.csv.parquet"
    sound = made.read_bytes()
    place = int(share * len(sound))
    made.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
    assert not house.land()[0].was_unchanged
    assert made.read_bytes() == sound
    assert house.land()[0].was_unchanged


def test_without_a_sound_manifest_everything_is_read_again(house: House) -> None:
    house.put("a.csv", HEADER + b"a,b,c,d\n")
    house.land()
    (house.raw / MANIFEST).write_bytes(b"PAR1")
    assert not house.land()[0].was_unchanged
    assert house.land()[0].was_unchanged


def test_a_foreign_parquet_file_in_raw_is_neither_read_nor_removed(house: House) -> None:
    house.put("a.csv", HEADER)
    foreign = house.raw / "erp" / "assets" / "mine.parquet"
    foreign.parent.mkdir(parents=True)
    pq.write_table(pa.table({"x": [1]}), foreign)
    assert f"{foreign} was not written by foresale land" in house.refusal()
    assert foreign.exists()


def test_after_an_error_raw_is_as_it_was(house: House) -> None:
    house.put("a.csv", HEADER + b"old,b,c,d\n")
    house.land()
    before = all_bytes(house.raw)
    house.put("a.csv", HEADER + b"new,b,c,d\n")
    house.put("b.csv", b"")
    house.refusal()
    assert all_bytes(house.raw) == before


def test_the_manifest_has_one_row_per_file_in_order(house: House) -> None:
    content = b"x,y," + HEADER + b"1,2,a,b,c,d\nbad\n"
    house.put("b.csv", content)
    house.put("a.csv", HEADER)
    house.land()
    rows = pq.ParquetFile(house.raw / MANIFEST).read().to_pylist()
    made = house.raw / "erp" / "assets" / "b.csv.parquet"
    assert [row["source_file"] for row in rows] == ["erp/assets/a.csv", "erp/assets/b.csv"]
    assert rows[0]["extra_columns"] is None
    assert rows[1] == {
        "source_name": "erp",
        "table_name": "assets",
        "source_file": "erp/assets/b.csv",
        "sha256": hashlib.sha256(content).hexdigest(),
        "byte_count": len(content),
        "rows_in": 2,
        "extra_columns": "x,y",
        "raw_sha256": hashlib.sha256(made.read_bytes()).hexdigest(),
    }


def test_row_groups_are_cut_by_rows_and_lose_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw_file, "ROW_GROUP_ROWS", 10)
    monkeypatch.setattr(file_bytes, "CHUNK_BYTES", 70)
    rows = house.landed("a.csv", HEADER + b"".join(b"%d,b,c,d\n" % n for n in range(25)))
    assert [row["asset_id"] for row in rows] == [str(n) for n in range(25)]
    raw = pq.ParquetFile(house.raw / "erp" / "assets" / "a.csv.parquet").metadata
    assert [raw.row_group(n).num_rows for n in range(raw.num_row_groups)] == [10, 10, 5]


def test_a_source_without_a_folder_is_empty_until_it_has_one(house: House) -> None:
    house.folder.rmdir()
    house.folder.parent.rmdir()
    empty = house.raw / "erp" / "assets" / "none.parquet"

    assert house.land() == house.land() == []
    table = pq.ParquetFile(empty).read()
    assert (table.num_rows, tuple(table.column_names[: len(COLUMNS)])) == (0, COLUMNS)

    house.folder.mkdir(parents=True)
    house.put("a.csv", HEADER + b"a,b,c,d\n")
    assert [file.rows_in for file in house.land()] == [1]
    assert not empty.exists()

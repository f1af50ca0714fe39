"""The fast way through csv gives what the strict tokenizer gives, and no line is lost."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from landing_house import COLUMNS, HEADER

from foresale.landing import csv_file, file_bytes
from foresale.landing.csv_blocks import read_sound_block
from foresale.landing.csv_file import read_csv
from foresale.landing.csv_lines import CsvRecord, physical_lines, tokenize
from foresale.landing.declared import DeclaredTable

TABLE = DeclaredTable("erp", "assets", COLUMNS)

# Enough that every rule and every way of reading turns up many times.
SEEDS = 500

FIELDS = (
    b"a",
    b"",
    b"12.50",
    b'"x, y"',
    b'"say ""hi"""',
    b'"two\nlines"',
    b'""',
    "é\u00a0".encode(),
)
NOISE = (b'"', b",", b"\n", b"\r\n", b"\r", b"\0", b"\xfc", b'""', b"\n\n", b'","', b'"\n"', b"x")


def random_file(chance: random.Random, width: int) -> bytes:
    fields = FIELDS if chance.random() < 0.7 else FIELDS[:3]
    end = chance.choice((b"\n", b"\n", b"\r\n"))
    lines = [b",".join(chance.choices(fields, k=width)) for _ in range(chance.randint(1, 40))]
    return end.join(lines) + chance.choice((b"", end))


def mutated(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        place = chance.randrange(len(content) + 1)
        after = place + chance.choice((0, 0, 1, 2, 30))
        content = content[:place] + chance.choice((*NOISE, b"")) + content[after:]
    return content


def mutated_file(seed: int) -> tuple[DeclaredTable, bytes, bytes]:
    chance = random.Random(seed)
    names = tuple(f"c{n}" for n in range(chance.choice((1, 2, 3, 4, 6))))
    header = ",".join(names).encode() + b"\n"
    body = mutated(random_file(chance, len(names)), chance)
    return DeclaredTable("erp", "assets", names[::2]), header, body


def read_all(path: Path, table: DeclaredTable, *, is_fast: bool) -> list[dict[str, Any]]:
    batches = [batch.table for batch in read_csv(path, table, is_fast=is_fast)]
    rows: list[dict[str, Any]] = pa.concat_tables(batches).to_pylist()
    return rows


def strict_records(body: bytes, width: int) -> list[CsvRecord]:
    lines = physical_lines(body)
    records, used = tokenize(lines, first_line=2, width=width, is_end=True)
    assert used == len(lines)
    return records


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def shrink(chunk: int) -> None:
        monkeypatch.setattr(file_bytes, "CHUNK_BYTES", chunk)
        monkeypatch.setattr(csv_file, "WINDOW_SIZES", (chunk // 2, chunk // 8))

    return shrink


def test_fast_and_strict_reading_agree_on_every_mutated_file(
    tmp_path: Path, small_windows: Callable[[int], None]
) -> None:
    path = tmp_path / "a.csv"
    fully_clean = 0
    for seed in range(SEEDS):
        table, header, body = mutated_file(seed)
        path.write_bytes(header + body)
        small_windows(1 << 20)
        strict = read_all(path, table, is_fast=False)
        small_windows(random.Random(seed).choice((64, 200, 1000, 1 << 20)))
        assert read_all(path, table, is_fast=True) == strict, seed
        fully_clean += all(row["landing_defect"] is None for row in strict)
    assert SEEDS // 5 < fully_clean < SEEDS * 4 // 5


def test_every_line_of_every_mutated_file_is_in_exactly_one_record() -> None:
    rules = set()
    for seed in range(SEEDS):
        _, header, body = mutated_file(seed)
        records = strict_records(body, header.count(b",") + 1)
        lines = physical_lines(body)
        spanned = [
            number
            for record in records
            for number in range(record.line, record.line + record.line_count)
        ]
        assert len(spanned) == len(set(spanned)), seed
        full = {number for number, line in enumerate(lines, start=2) if line.strip(b"\r\n")}
        blank = {number for number, line in enumerate(lines, start=2) if line in (b"\n", b"\r\n")}
        assert full <= set(spanned), seed
        assert {record.line for record in records}.isdisjoint(blank), seed
        for record in records:
            text = b"".join(lines[record.line - 2 : record.line - 2 + record.line_count])
            assert text in (record.text, record.text + b"\n", record.text + b"\r\n"), seed
            assert (record.cells is None) == (record.defect is not None), seed
            rules.add(record.defect)
    assert rules == {None, "field_count", "unclosed_quote", "not_utf8", "nul_byte"}


def test_clean_blocks_take_the_fast_way_and_leave_only_the_unfinished_record() -> None:
    body = b'a,"b, ""x""\nb",c,d\r\ne,"",g,h\n'
    block = read_sound_block(body + b'i,"j', first_line=7, width=4, positions=(1, 0))
    assert block is not None
    assert [column.to_pylist() for column in block.arrays] == [['b, "x"\nb', None], ["a", "e"]]
    assert (block.lines.tolist(), block.used) == ([7, 9], len(body))


def test_line_numbers_stay_right_across_blocks_windows_and_line_breaks_in_fields(
    tmp_path: Path, small_windows: Callable[[int], None]
) -> None:
    records = [b'%d,"%s",x,y' % (n, b"\n".join([b"t"] * (n % 4 + 1))) for n in range(300)]
    records[150] = b'150,"broken,x,y'
    path = tmp_path / "a.csv"
    path.write_bytes(HEADER + b"\n".join(records))
    expected = {str(n): 2 + b"\n".join(records[:n]).count(b"\n") + (n > 0) for n in range(300)}
    for chunk in (128, 1 << 20):
        small_windows(chunk)
        rows = read_all(path, TABLE, is_fast=True)
        lines = {row["asset_id"]: row["source_line"] for row in rows if row["asset_id"]}
        assert lines == {key: line for key, line in expected.items() if key != "150"}


@pytest.mark.parametrize(("line_count", "is_record"), [(20, True), (21, False)])
@pytest.mark.parametrize("is_fast", [True, False])
def test_both_ways_give_up_a_record_after_twenty_lines(
    tmp_path: Path, line_count: int, is_record: bool, is_fast: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(HEADER + b'1,2,3,"' + b"\n".join([b"x"] * line_count) + b'"\n5,6,7,8\n')
    rows = read_all(path, TABLE, is_fast=is_fast)
    assert len(rows) == (2 if is_record else line_count + 1)
    assert rows[-1]["asset_id"] == "5"


def test_in_a_narrow_table_the_number_of_fields_tells_a_false_pair() -> None:
    records = strict_records(b'1,"2,3\n4,5,6\n7,8,9"\n10,"11\n12",13\n', 3)
    broken = "unclosed_quote"
    assert [record.defect for record in records] == [broken, None, broken, None]
    assert records[-1].cells == [b"10", b"11\n12", b"13"]

"""Records that do not load: kept with rule and line, and their neighbours load."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing_house import COLUMNS, HEADER, House, cells, defects


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.parametrize(
    ("line", "rule", "raw_text"),
    [
        (b"a,b,c", "field_count", "a,b,c"),
        (b"a,b,c,d,e", "field_count", "a,b,c,d,e"),
        (b'a,"b,c,d', "unclosed_quote", 'a,"b,c,d'),
        (b'a,"b"x,c,d', "unclosed_quote", 'a,"b"x,c,d'),
        (b'a,5" pipe,c,d', "unclosed_quote", 'a,5" pipe,c,d'),
        (b"a,b\0,c,d", "nul_byte", r"a,b\x00,c,d"),
        (b"a,M\xfcller,c,d", "not_utf8", r"a,M\xfcller,c,d"),
    ],
)
def test_a_bad_csv_line_is_kept_with_its_rule_and_its_neighbours_load(
    house: House, line: bytes, rule: str, raw_text: str
) -> None:
    rows = house.landed("a.csv", HEADER + b"1,2,3,4\n" + line + b"\n5,6,7,8\n")
    assert defects(rows) == [(2, None), (3, rule), (4, None)]
    assert rows[1]["raw_text"] == raw_text
    assert cells(rows[1]) == (None,) * 4
    assert cells(rows[2]) == ("5", "6", "7", "8")
    assert (house.land()[0].rows_in, house.land()[0].rows_defective) == (3, 1)


@pytest.mark.parametrize(("line_count", "is_record"), [(20, True), (21, False)])
def test_a_record_spans_at_most_twenty_lines(
    house: House, line_count: int, is_record: bool
) -> None:
    text = b"\n".join([b"x"] * line_count)
    rows = house.landed("a.csv", HEADER + b'1,2,3,"' + text + b'"\n5,6,7,8\n')
    assert cells(rows[-1]) == ("5", "6", "7", "8")
    assert rows[-1]["source_line"] == line_count + 2
    assert [rule for _, rule in defects(rows)].count(None) == (2 if is_record else 1)
    assert len(rows) == (2 if is_record else line_count + 1)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (b"[1]", "not_json_object"),
        (b'{"sku": 1', "not_json_object"),
        (b'{"sku": NaN}', "not_json_object"),
        (b'{"sku": 1, "sku": 2}', "not_json_object"),
        (b'{"sku": {"a": 1, "a": 2}}', "not_json_object"),
        (b'{"sku": ' + b"[" * 100_000, "not_json_object"),
        (b'{"sku": "\xfc"}', "not_utf8"),
        (b'{"sku": "\\ud800"}', "not_utf8"),
        (b'{"sku": "\\u0000"}', "nul_byte"),
        (b'{"sku": "\0"}', "nul_byte"),
    ],
)
def test_a_bad_jsonl_line_is_kept_with_its_rule(house: House, line: bytes, rule: str) -> None:
    good = json.dumps(dict.fromkeys(COLUMNS, "x")).encode()
    rows = house.landed("a.jsonl", good + b"\n" + line + b"\n" + good)
    assert defects(rows) == [(1, None), (2, rule), (3, None)]
    assert rows[1]["raw_text"].startswith(line[:5].decode())


def test_parquet_texts_that_are_no_text_are_defects_of_their_rows(house: House) -> None:
    array = pa.array([b"ok", b"\xff", b"a\0"]).cast(pa.string(), safe=False)
    pq.write_table(pa.table({name: array for name in COLUMNS}), house.folder / "a.parquet")
    house.land()
    rows = house.raw_rows("a.parquet")
    assert defects(rows) == [(1, None), (2, "not_utf8"), (3, "nul_byte")]
    assert cells(rows[0]) == ("ok",) * 4

"""Files and folders that stop the run with one sentence."""

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing_house import COLUMNS, HEADER, House

from foresale.landing import MANIFEST, csv_file, file_bytes


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


GZIPPED = gzip.compress(HEADER + b"a,b,c,d\n" * 99)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty (0 bytes)"),
        ("a.csv.gz", b"", "is empty (0 bytes)"),
        ("a.parquet", b"", "is empty (0 bytes)"),
        ("a.csv.gz", gzip.compress(b""), "is empty once unpacked"),
        ("a.csv", HEADER.decode().encode("utf-16"), "is UTF-16, not UTF-8 text: export"),
        ("a.csv", HEADER.decode().encode("utf-16-le"), "line 1 (the header) is not UTF-8 text"),
        ("a.csv", GZIPPED, "is compressed with gzip: name it *.csv.gz"),
        ("a.csv", b"PK\x03\x04", "is a spreadsheet or zip archive: export it as csv"),
        ("a.csv.gz", GZIPPED[:-9], "stops in the middle of its gzip data"),
        ("a.csv.gz", GZIPPED[:20] + b"\xff" + GZIPPED[21:], "is not sound gzip"),
        ("a.csv.gz", HEADER, "is not sound gzip"),
        ("a.csv", b"asset_id,M\xfcller\n", "line 1 (the header) is not UTF-8 text"),
        ("a.csv", b'asset_id,"sku\n', "has a quote that is not closed: mend the header"),
        ("a.csv", b"\r\n\n", "has only blank lines"),
        ("a.csv", HEADER.strip() + b",SKU \n", "has the column sku twice: keep one of them"),
        (
            "a.csv",
            b"asset_id,sku,ended,x\n",
            "lacks customer_id, ended_date of erp.assets (found: asset_id, sku, ended, x): "
            "add or rename the columns",
        ),
        ("a.csv", HEADER.replace(b",", b";"), "separate the fields by commas"),
        ("a.jsonl", b'{"asset_id": 1}\n{"sku": 2, "customer_id": 3}', "lacks ended_date of"),
        ("a.parquet", b"PAR1 or not", "is no sound Parquet file"),
        ("a.xlsx", b"x", "is not a file named *.csv, *.csv.gz, *.jsonl or *.parquet"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_by_name(
    house: House, name: str, content: bytes, said: str
) -> None:
    path = house.put(name, content)
    sentence = house.refusal()
    assert sentence.startswith(str(path))
    assert said in sentence
    assert "\n" not in sentence
    assert not (house.raw / MANIFEST).exists()
    assert not list(house.raw.rglob("*.writing"))


def test_a_parquet_column_without_a_text_form_is_refused(house: House) -> None:
    table = pa.table({name: pa.array([[1]]) for name in COLUMNS})
    pq.write_table(table, house.folder / "a.parquet")
    assert "has the column asset_id of type list<" in house.refusal()


def test_a_truncated_parquet_file_is_refused(house: House) -> None:
    path = house.folder / "a.parquet"
    pq.write_table(pa.table({name: ["x"] for name in COLUMNS}), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert "is no sound Parquet file" in house.refusal()


def test_a_line_without_end_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_bytes, "MAX_LINE_BYTES", 100)
    house.put("a.csv", HEADER + b"x" * 101)
    assert "has a line above" in house.refusal()


def test_a_file_that_grows_while_it_is_read_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = house.put("a.csv", HEADER)
    original = file_bytes.line_blocks

    def growing(path: Path) -> Any:
        yield from original(path)
        path.write_bytes(HEADER + b"a,b,c,d\n")

    monkeypatch.setattr(csv_file, "line_blocks", growing)
    assert house.refusal() == f"{path} changed while it was read: land again once it is complete."


def test_a_declared_table_without_a_file_is_named(house: House) -> None:
    assert house.refusal() == (
        "No file for erp.assets: put at least one csv, csv.gz, jsonl or parquet file into "
        f"{house.folder}/ (a file with only the header will do)."
    )


def test_what_no_source_declares_is_refused(house: House) -> None:
    house.put("a.csv", HEADER)
    for stray, said in [
        ("crm/deals/a.csv", "No source `crm` is declared"),
        ("erp/orders/a.csv", "declares no table `orders`"),
        ("erp/a.csv", "stands in no table's folder"),
        ("a.csv", "stands in no table's folder"),
        ("erp/assets/old/a.csv", "is a folder: move its files to"),
    ]:
        path = house.landing / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(HEADER)
        assert said in house.refusal()
        path.unlink()
        for parent in (path.parent, path.parent.parent):
            if parent.name in ("old", "orders", "deals", "crm"):
                parent.rmdir()
    assert len(house.land()) == 1


def test_hidden_files_are_not_looked_at(house: House) -> None:
    house.put("a.csv", HEADER)
    house.put(".DS_Store", b"x")
    assert [file.source_file for file in house.land()] == ["erp/assets/a.csv"]


def test_a_missing_landing_folder_is_named(house: House) -> None:
    house.landing = house.landing.with_name("nowhere")
    assert f"There is no folder {house.landing}/" in house.refusal()


def test_raw_and_landing_must_be_apart(house: House) -> None:
    house.raw = house.landing / "raw"
    assert "set FORESALE_LANDING and FORESALE_RAW to two separate folders" in house.refusal()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: [", "cannot be read as YAML"),
        ("models: []", "No source is declared"),
        ("sources: [{tables: []}]", "every entry of `sources:` needs a `name:`"),
        ("sources: [{name: erp, tables: [{name: assets}]}]", "declares erp.assets without columns"),
        (
            "sources: [{name: erp, tables: [{name: t, columns: [{name: a}, {name: A}]}]}]",
            "declares a column of erp.t twice",
        ),
    ],
)
def test_a_broken_declaration_is_named(house: House, text: str, said: str) -> None:
    (house.sources / "_erp.yml").write_text(text)
    assert said in house.refusal()


def test_a_table_declared_in_two_files_is_refused(house: House) -> None:
    (house.sources / "_two.yml").write_bytes((house.sources / "_erp.yml").read_bytes())
    assert "_two.yml declares erp.assets again" in house.refusal()


def test_columns_that_landing_adds_may_be_declared_and_need_not_be_in_the_file(
    house: House,
) -> None:
    house.declare(*COLUMNS, "source_file", "raw_text")
    assert house.landed("a.csv", HEADER + b"a,b,c,d\n")[0]["source_file"] == "erp/assets/a.csv"

"""Files that stop the run for their format or name: the sentence, as a regular expression."""

import io
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bad_inputs.refused import ALL, COLUMNS, SHEET, Refused


def parquet(columns: list[tuple[str, pa.Array]], **options: Any) -> bytes:
    """Return Parquet with these columns."""
    file = io.BytesIO()
    arrays = [array for _, array in columns]
    pq.write_table(
        pa.Table.from_arrays(arrays, names=[name for name, _ in columns]), file, **options
    )
    return file.getvalue()


def with_column(array: pa.Array) -> bytes:
    """Return Parquet whose last declared column is this one."""
    texts = [(name, pa.array(["x"])) for name in COLUMNS[:-1]]
    return parquet([*texts, (COLUMNS[-1], array)])


def damaged_page() -> bytes:
    """Return Parquet with checksums in which one letter of a value has changed."""
    content = parquet(
        [(name, pa.array(["harlow"])) for name in COLUMNS],
        compression="none",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
    )
    return content.replace(b"harlow", b"hallow", 1)


FILES = [
    Refused(
        "a key that no object has",
        "a.jsonl",
        b'{"asset_id": 1}\n{"sku": 2, "customer_id": 3}',
        "lacks ended_date of",
    ),
    Refused(
        "a json array on one line",
        "a.jsonl",
        b'[{"asset_id": 1, "customer_id": 2, "sku": 3, "ended_date": null}]',
        "has no line that is a JSON object: write one object per line",
    ),
    Refused(
        "json over several lines",
        "a.jsonl",
        b'{\n"asset_id": 1,\n"sku": 2\n}\n',
        "has no line that is a JSON object: write one object per line",
    ),
    Refused("csv that says it is Parquet", "a.parquet", SHEET, "is no sound Parquet file"),
    Refused(
        "Parquet that says it is csv", "a.csv", b"PAR1", r"is a Parquet file: name it \*.parquet"
    ),
    Refused(
        "Parquet cut off",
        "a.parquet",
        with_column(pa.array(["x"]))[:-20],
        r"is no sound Parquet file \(",
    ),
    Refused(
        "Parquet with a damaged value",
        "a.parquet",
        damaged_page(),
        r"is no sound Parquet file \(.*CRC checksum verification failed",
    ),
    Refused("Parquet without columns", "a.parquet", parquet([]), rf"lacks {ALL} .*found: none"),
    Refused(
        "Parquet with a column twice",
        "a.parquet",
        parquet([(name, pa.array(["x"])) for name in (*COLUMNS, "sku")]),
        "has the column sku twice",
    ),
    Refused(
        "Parquet with lists",
        "a.parquet",
        with_column(pa.array([["x"]])),
        r"has the column ended_date of type list<.*>, which has no text form: export it as text",
    ),
    Refused(
        "Parquet with a time no calendar holds",
        "a.parquet",
        with_column(pa.array([2**60], pa.timestamp("ms"))),
        r"a value in the column ended_date that has no text form \(.*out of bounds.*\): mend it",
    ),
    Refused(
        "another ending", "a.xlsx", b"x", r"is not a file named \*.csv, \*.csv.gz, \*.jsonl or"
    ),
    Refused("an ending in capitals", "a.CSV", SHEET, r"is not a file named \*.csv.*rename it"),
    Refused("a copy of an editor", "a.csv~", SHEET, r"is not a file named \*.csv.*move it out"),
    Refused("a folder", "a.csv", Path.mkdir, r"is a folder: move its files to .*assets/"),
    Refused("a pipe", "a.csv", os.mkfifo, r"is not a file named"),
    Refused(
        "a link to nothing",
        "a.csv",
        lambda path: path.symlink_to("gone.csv"),
        "is a link to a file that is not there: mend or remove the link",
    ),
    Refused(
        "a link to itself",
        "a.csv",
        lambda path: path.symlink_to(path),
        "a link to a file that is not",
    ),
    Refused("a name too long", "a" * 240 + ".csv", SHEET, "is longer than 235 bytes: shorten it"),
    Refused(
        "a name that is no UTF-8",
        os.fsdecode(b"M\xfcller.csv"),
        SHEET,
        r"The name of .*M\\udcfcller\.csv is not UTF-8: rename the file",
    ),
]

"""Files that stop the run for their bytes or columns: the sentence, as a regular expression."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

COLUMNS = ("asset_id", "customer_id", "sku", "ended_date")
HEADER = ",".join(COLUMNS).encode() + b"\n"
SHEET = HEADER + b"A1,C1,S1,2024-03-01\n"
ALL = "asset_id, customer_id, sku, ended_date"
GZIPPED = gzip.compress(SHEET * 9, mtime=0)


class Refused(NamedTuple):
    """A file that stops the run: its bytes or how to make it, and the sentence it gets."""

    name: str
    file: str
    content: bytes | Callable[[Path], Any]
    said: str


FILES = [
    # Bytes.
    Refused("an empty file", "a.csv", b"", r"is empty \(0 bytes\): export it again"),
    Refused("an empty archive", "a.csv.gz", b"", r"is empty \(0 bytes\)"),
    Refused("an empty Parquet file", "a.parquet", b"", r"is empty \(0 bytes\)"),
    Refused("nothing in an archive", "a.csv.gz", gzip.compress(b""), "is empty once unpacked"),
    Refused("only blank lines", "a.csv", b"\r\n\n", "has only blank lines"),
    Refused("only NUL bytes", "a.csv", b"\0" * 4096, r"line 1 \(the header\) is not UTF-8 text"),
    Refused(
        "UTF-16", "a.csv", SHEET.decode().encode("utf-16"), "is UTF-16, not UTF-8 text: export"
    ),
    Refused(
        "UTF-16, big end first",
        "a.jsonl",
        "\ufeff{}".encode("utf-16-be"),
        "is UTF-16, not UTF-8 text: export it as UTF-8",
    ),
    Refused(
        "UTF-16 without a mark",
        "a.csv",
        SHEET.decode().encode("utf-16-le"),
        r"line 1 \(the header\) is not UTF-8 text",
    ),
    Refused(
        "latin-1 in the header",
        "a.csv",
        "asset_id,Größe\n".encode("latin-1"),
        r"line 1 \(the header\) is not UTF-8 text: export the file as UTF-8",
    ),
    Refused(
        "line ends of an old Mac",
        "a.csv",
        SHEET.replace(b"\n", b"\r"),
        r"line 1 \(the header\) has a carriage return without a line feed: end each line with LF",
    ),
    Refused(
        "line ends of Windows, written twice",
        "a.csv",
        SHEET.replace(b"\n", b"\r\r\n"),
        r"line 1 \(the header\) has a carriage return without a line feed",
    ),
    Refused("a zip archive", "a.csv", b"PK\x03\x04", "is a spreadsheet or zip archive: export it"),
    Refused(
        "an old spreadsheet",
        "a.csv",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504,
        "is a spreadsheet of the old kind: export it as csv",
    ),
    Refused(
        "gzip without its name", "a.csv", GZIPPED, r"is compressed with gzip: name it \*.csv.gz"
    ),
    Refused("gzip cut off", "a.csv.gz", GZIPPED[:-9], "stops in the middle of its gzip data"),
    Refused(
        "gzip with a damaged byte",
        "a.csv.gz",
        GZIPPED[:20] + b"\xff" + GZIPPED[21:],
        "is not sound gzip",
    ),
    Refused(
        "gzip whose checksum is another",
        "a.csv.gz",
        GZIPPED[:-8] + bytes(8),
        r"is not sound gzip \(CRC check failed",
    ),
    Refused("gzip and something behind it", "a.csv.gz", GZIPPED + b"x" * 9, "is not sound gzip"),
    Refused("csv that says it is gzip", "a.csv.gz", SHEET, "is not sound gzip"),
    # Columns.
    Refused(
        "a column missing and one renamed",
        "a.csv",
        b"asset_id,sku,ended,x\n",
        r"lacks customer_id, ended_date of erp\.assets \(found: asset_id, sku, ended, x\): "
        "add or rename the columns",
    ),
    Refused(
        "a space inside a column name",
        "a.csv",
        SHEET.replace(b"asset_id", b"asset id"),
        r"lacks asset_id of erp\.assets \(found: asset id, customer_id,",
    ),
    Refused(
        "a column name with a Cyrillic letter",
        "a.csv",
        SHEET.replace(b"sku", "s\u043au".encode()),
        r"lacks sku of erp\.assets \(found: asset_id, customer_id, s\\u043au, ended_date\)",
    ),
    Refused(
        "a column name with a letter nobody sees",
        "a.csv",
        SHEET.replace(b"sku", "sku\u200b".encode()),
        r"lacks sku of erp\.assets \(found: asset_id, customer_id, sku\\u200b, ended_date\)",
    ),
    Refused(
        "a column twice",
        "a.csv",
        HEADER.strip() + b",SKU \n",
        "has the column sku twice: keep one of them",
    ),
    Refused(
        "a column nobody needs twice",
        "a.csv",
        HEADER.strip() + b",note,Note\n",
        "column note twice",
    ),
    Refused(
        "no header", "a.csv", b"A1,C1,S1,2024-03-01\n", rf"lacks {ALL} .*found: a1, c1, s1, 2024"
    ),
    Refused("a title above the header", "a.csv", b"Assets of 2024\n" + SHEET, f"lacks {ALL} of"),
    Refused("semicolons", "a.csv", SHEET.replace(b",", b";"), "separate the fields by commas"),
    Refused("tabs", "a.csv", SHEET.replace(b",", b"\t"), "separate the fields by commas"),
    Refused("a separator line", "a.csv", b"sep=;\n" + SHEET, "separate the fields by commas"),
    Refused(
        "three thousand other columns",
        "a.csv",
        b",".join([b"c%d" % n for n in range(3000)]) + b"\n",
        rf"lacks {ALL} of erp\.assets \(found: c0, .*, c39 and 2960 more\)",
    ),
    Refused(
        "a quote that is not closed in the header",
        "a.csv",
        b'asset_id,"sku\n',
        r"line 1 \(the header\) has a quote that is not closed: mend the header",
    ),
]

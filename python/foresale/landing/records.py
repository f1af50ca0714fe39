"""Records on their way from a landing file to raw: one shape for every reader."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

# Columns a reader adds to the declared ones; source_file and content_hash come when raw is written.
SOURCE_LINE = pa.field("source_line", pa.int64())
LANDING_DEFECT = pa.field("landing_defect", pa.string())
RAW_TEXT = pa.field("raw_text", pa.string())

FIELD_COUNT = "field_count"
UNCLOSED_QUOTE = "unclosed_quote"
NOT_JSON_OBJECT = "not_json_object"
NOT_UTF8 = "not_utf8"
NUL_BYTE = "nul_byte"


class Record(NamedTuple):
    """A record and its first physical line: cells in declared order, or a defect and its text."""

    line: int
    cells: Sequence[str | None] | None
    defect: str | None = None
    raw_text: str | None = None


class Batch(NamedTuple):
    """Some records of a file as a table, and the undeclared columns of the file as known so far."""

    table: pa.Table
    extra_columns: tuple[str, ...]


def text_of(raw: bytes) -> str:
    r"""Return the bytes as text that every engine can store: odd bytes and NUL become \xNN."""
    return raw.decode("utf-8", "backslashreplace").replace("\0", r"\x00")


def byte_defect(raw: bytes) -> str | None:
    """Return the rule that the bytes of a record break by themselves, or None."""
    if b"\0" in raw:
        return NUL_BYTE
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return NOT_UTF8
    return None


def table_of_records(records: Sequence[Record], columns: Sequence[str]) -> pa.Table:
    """Return the records as a table: declared columns as text, then line, defect and raw text."""
    nothing = (None,) * len(columns)
    rows = [nothing if record.cells is None else record.cells for record in records]
    cells = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = [pa.array(column, pa.string()) for column in cells]
    arrays.append(pa.array([record.line for record in records], pa.int64()))
    arrays.append(pa.array([record.defect for record in records], pa.string()))
    arrays.append(pa.array([record.raw_text for record in records], pa.string()))
    return pa.Table.from_arrays(arrays, schema=batch_schema(columns))


def table_of_sound_columns(
    arrays: Sequence[pa.Array | pa.ChunkedArray], lines: pa.Array, columns: Sequence[str]
) -> pa.Table:
    """Return well-formed records, given as one text array per declared column, as a table."""
    nulls = pa.nulls(len(lines), pa.string())
    return pa.Table.from_arrays([*arrays, lines, nulls, nulls], schema=batch_schema(columns))


def batch_schema(columns: Sequence[str]) -> pa.Schema:
    """Return the schema of a batch of records with these declared columns."""
    declared = [pa.field(name, pa.string()) for name in columns]
    return pa.schema([*declared, SOURCE_LINE, LANDING_DEFECT, RAW_TEXT])

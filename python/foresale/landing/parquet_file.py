"""Reading a Parquet file: every declared column cast to one exact text form."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds

from foresale.landing.columns import MatchedColumns, match_columns
from foresale.landing.declared import DeclaredTable
from foresale.landing.file_bytes import require_content
from foresale.landing.records import (
    Batch,
    Record,
    batch_schema,
    byte_defect,
    table_of_records,
    table_of_sound_columns,
    text_of,
)
from foresale.settings import UserError

BATCH_ROWS = 65_536

# Arrow writes a decimal of another scale with an exponent where its value is small enough.
_PLAIN_DECIMAL_SCALES = range(7)


def read_parquet(path: Path, table: DeclaredTable) -> Iterator[Batch]:
    """Return the rows of a Parquet file in batches, at least one; `source_line` counts rows from 1.

    Raises UserError for an unreadable file, its columns, and a column type that has no text form.
    """
    require_content(path)
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            matched = match_columns(file.schema_arrow.names, table, path)
            yield Batch(batch_schema(table.columns).empty_table(), matched.extra)
            yield from _batches(file, matched, table, path)
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{path} is no sound Parquet file ({reason}): export it again.") from error


def _batches(
    file: pq.ParquetFile, matched: MatchedColumns, table: DeclaredTable, path: Path
) -> Iterator[Batch]:
    names = [file.schema_arrow.names[position] for position in matched.positions]
    first_row = 1
    for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=names, use_threads=False):
        arrays = [_text_or_error(batch.column(name), name, path) for name in names]
        yield Batch(_records(arrays, first_row, table.columns), matched.extra)
        first_row += batch.num_rows


def _text_or_error(array: pa.Array, name: str, path: Path) -> pa.Array:
    try:
        text = text_array(array)
    except pa.ArrowInvalid as error:
        raise UserError(
            f"{path} has a value in the column {name} that has no text form ({error}): mend it or "
            "export the column as text."
        ) from error
    if text is None:
        raise UserError(
            f"{path} has the column {name} of type {array.type}, which has no text form: "
            "export it as text, number, date or timestamp."
        )
    return text


def _records(arrays: Sequence[pa.Array], first_row: int, columns: tuple[str, ...]) -> pa.Table:
    if all(_is_sound_text(array) for array in arrays):
        lines = np.arange(first_row, first_row + len(arrays[0]), dtype=np.int64)
        return table_of_sound_columns(arrays, pa.array(lines), columns)
    cells = zip(*(array.cast(pa.binary()).to_pylist() for array in arrays), strict=True)
    rows = enumerate(cells, start=first_row)
    return table_of_records([_record(row, number) for number, row in rows], columns)


def _is_sound_text(array: pa.Array) -> bool:
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return not pc.any(pc.match_substring(array, "\0")).as_py()


def _record(row: tuple[bytes | None, ...], number: int) -> Record:
    defects = [byte_defect(cell) for cell in row if cell is not None]
    defect = next(filter(None, defects), None)
    if defect is None:
        return Record(number, [None if cell is None else cell.decode("utf-8") for cell in row])
    shown = [None if cell is None else text_of(cell) for cell in row]
    return Record(number, None, defect, json.dumps(shown, ensure_ascii=False))


def text_array(array: pa.Array) -> pa.Array | None:
    """Return the values as text, null where null or empty; None for a type that has no text form.

    Integers and decimals plain, floats in the shortest form that reads back equal, booleans
    true/false, dates ISO, timestamps `YYYY-MM-DD HH:MM:SS[.ffffff]` in UTC (finer digits are cut).
    """
    if kinds.is_dictionary(array.type):
        return text_array(array.dictionary_decode())
    for is_kind, to_text in _TEXT_FORMS:
        if is_kind(array.type):
            text = to_text(array)
            is_empty = pc.equal(pc.binary_length(text), 0)
            return pc.if_else(is_empty, pa.scalar(None, pa.string()), text)
    return None


def _cast(array: pa.Array) -> pa.Array:
    return array.cast(pa.string())


def _bytes_text(array: pa.Array) -> pa.Array:
    # Unchecked: bytes that are not UTF-8 become a defect of their row, not of the file.
    return array.cast(pa.binary()).cast(pa.string(), safe=False)


def _float_text(array: pa.Array) -> pa.Array:
    if kinds.is_float64(array.type):
        return pa.array([None if x is None else repr(x) for x in array.to_pylist()], pa.string())
    exact = array.type.to_pandas_dtype()
    return pa.array([None if x is None else str(exact(x)) for x in array.to_pylist()], pa.string())


def _decimal_text(array: pa.Array) -> pa.Array:
    if array.type.scale in _PLAIN_DECIMAL_SCALES:
        return _cast(array)
    return pa.array([None if x is None else f"{x:f}" for x in array.to_pylist()], pa.string())


def _timestamp_text(array: pa.Array) -> pa.Array:
    in_utc = array.cast(pa.timestamp(array.type.unit))
    text = _cast(pc.floor_temporal(in_utc, unit="microsecond").cast(pa.timestamp("us")))
    return pc.replace_substring_regex(text, r"\.000000$", "")


_TEXT_FORMS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]], ...] = (
    (kinds.is_null, _cast),
    (kinds.is_string, lambda array: array),
    (kinds.is_large_string, _cast),
    (kinds.is_string_view, _cast),
    (kinds.is_binary, _bytes_text),
    (kinds.is_large_binary, _bytes_text),
    (kinds.is_fixed_size_binary, _bytes_text),
    (kinds.is_boolean, _cast),
    (kinds.is_integer, _cast),
    (kinds.is_floating, _float_text),
    (kinds.is_decimal, _decimal_text),
    (kinds.is_date, _cast),
    (kinds.is_time, _cast),
    (kinds.is_timestamp, _timestamp_text),
)

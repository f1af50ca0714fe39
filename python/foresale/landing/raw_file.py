"""Raw files: all-text Parquet with file, line, content hash and defect, always the same bytes."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from foresale.landing.records import LANDING_DEFECT, RAW_TEXT, SOURCE_LINE, Batch

ROW_GROUP_ROWS = 131_072

# Rows with many columns or long fields are written in smaller groups, so memory stays bounded.
ROW_GROUP_BYTES = 64 * 1024 * 1024

# Raise this when a reader comes to read the same bytes differently: all files are then read again.
READER_VERSION = 2

# Ends in what no glob for Parquet files matches.
WRITING_SUFFIX = ".writing"

_FACTS_KEY = b"foresale.landing"
_CELL_END, _NULL_CELL, _CELL_END_WITHIN = "\x1f", "\0", "\0u"


@dataclass(frozen=True)
class RawFacts:
    """What a raw file says about the landing file it was made from."""

    sha256: str
    byte_count: int
    columns: tuple[str, ...]
    rows_in: int
    rows_defective: int
    extra_columns: tuple[str, ...]
    reader_version: int = READER_VERSION


def is_raw_file(path: Path) -> bool:
    """Return whether the landing step wrote this file."""
    try:
        return _FACTS_KEY in (pq.read_metadata(path).metadata or {})
    except (OSError, pa.ArrowException):
        return False


def read_facts(path: Path) -> RawFacts | None:
    """Return what the raw file says about its origin; None when it is missing or alien."""
    try:
        stored = pq.read_metadata(path).metadata or {}
        facts = json.loads(stored[_FACTS_KEY])
        lists = {name: tuple(facts[name]) for name in ("columns", "extra_columns")}
        return RawFacts(**{**facts, **lists})
    except (OSError, pa.ArrowException, KeyError, ValueError, TypeError):
        return None


def write_raw(
    batches: Iterable[Batch],
    path: Path,
    *,
    source_file: str,
    columns: tuple[str, ...],
    sha256: str,
    byte_count: int,
) -> RawFacts:
    """Return the facts of the raw file written to `path`: zstd, groups of up to 131,072 rows."""
    rows_in = rows_defective = 0
    groups = RowGroups(batches)
    schema = raw_schema(columns)
    with path.open("wb") as sink, duckdb.connect(config={"threads": 1}) as hasher:
        with pq.ParquetWriter(sink, schema, **_options(schema)) as writer:
            for group in _one_ahead(iter(groups)):
                rows_in += group.num_rows
                rows_defective += group.num_rows - group[LANDING_DEFECT.name].null_count
                writer.write_table(_raw_table(group, source_file, columns, hasher))
            extra = groups.extra_columns
            facts = RawFacts(sha256, byte_count, columns, rows_in, rows_defective, extra)
            writer.add_key_value_metadata({_FACTS_KEY: json.dumps(asdict(facts), sort_keys=True)})
        sink.flush()
        os.fsync(sink.fileno())
    return facts


def _one_ahead(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield the same tables, reading the next one while the caller writes the last."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        upcoming = reader.submit(next, tables, None)
        while (table := upcoming.result()) is not None:
            upcoming = reader.submit(next, tables, None)
            yield table


def raw_schema(columns: Sequence[str]) -> pa.Schema:
    """Return the schema of a raw file: the declared columns, then what landing adds."""
    declared = [pa.field(name, pa.string()) for name in columns]
    source_file = pa.field("source_file", pa.string())
    content_hash = pa.field("content_hash", pa.string())
    return pa.schema([*declared, source_file, SOURCE_LINE, content_hash, LANDING_DEFECT, RAW_TEXT])


def content_hashes(
    table: pa.Table, columns: Sequence[str], hasher: duckdb.DuckDBPyConnection
) -> pa.ChunkedArray:
    r"""Return md5 (hex) of the declared texts and the raw text of each record.

    Hashed are the UTF-8 texts joined by \x1f, with \0 for null and \0u for a \x1f inside a text; no
    text holds \0 (that is the defect `nul_byte`), so equal hashes mean equal texts.
    """
    cells = [table[name] for name in (*columns, RAW_TEXT.name)]
    joined = _joined(cells)
    if _count_of(_CELL_END, joined) != (len(cells) - 1) * table.num_rows:
        cells = [pc.replace_substring(cell, _CELL_END, _CELL_END_WITHIN) for cell in cells]
        joined = _joined(cells)
    relation = hasher.from_arrow(pa.table({"joined": joined}))
    return relation.project("md5(joined) as content_hash").to_arrow_table()["content_hash"]


def _count_of(letter: str, texts: pa.ChunkedArray) -> int:
    """Return how often an ASCII letter stands in all texts, which a kernel has just computed."""
    contents = [np.frombuffer(chunk.buffers()[2], np.uint8) for chunk in texts.chunks]
    return sum(int(np.count_nonzero(content == ord(letter))) for content in contents)


def _joined(cells: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(
        *cells, _CELL_END, null_handling="replace", null_replacement=_NULL_CELL
    )


def _raw_table(
    group: pa.Table, source_file: str, columns: Sequence[str], hasher: duckdb.DuckDBPyConnection
) -> pa.Table:
    added = {
        "source_file": pa.repeat(pa.scalar(source_file), group.num_rows),
        "content_hash": content_hashes(group, columns, hasher),
    }
    schema = raw_schema(columns)
    return pa.Table.from_arrays(
        [added[name] if name in added else group[name] for name in schema.names], schema=schema
    )


def _options(schema: pa.Schema) -> dict[str, Any]:
    # A dictionary of hashes, all of them different, would only be built to be thrown away; staging
    # reads every row, so statistics would help nobody.
    with_dictionary = [name for name in schema.names if name != "content_hash"]
    return {
        "compression": "zstd",
        "use_dictionary": with_dictionary,
        "write_statistics": False,
        "store_schema": False,
    }


class RowGroups:
    """The records of all batches in row groups whose sizes depend on the records alone."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self.extra_columns: tuple[str, ...] = ()
        self._batches = batches
        self._pending: list[pa.Table] = []

    def __iter__(self) -> Iterator[pa.Table]:
        """Yield the row groups; afterwards `extra_columns` are those of the whole file."""
        rows = size = 0
        for batch in self._batches:
            self.extra_columns = batch.extra_columns
            self._pending.append(batch.table)
            rows, size = rows + batch.table.num_rows, size + batch.table.nbytes
            if rows >= ROW_GROUP_ROWS or size >= ROW_GROUP_BYTES:
                yield from self._full_groups(rest_as_well=size >= ROW_GROUP_BYTES)
                rows = sum(table.num_rows for table in self._pending)
                size = sum(table.nbytes for table in self._pending)
        yield from self._full_groups(rest_as_well=True)

    def _full_groups(self, *, rest_as_well: bool) -> Iterator[pa.Table]:
        joined = pa.concat_tables(self._pending)
        rows = joined.num_rows
        end = rows if rest_as_well else rows - rows % ROW_GROUP_ROWS
        self._pending = [joined.slice(end)]
        for start in range(0, end, ROW_GROUP_ROWS):
            yield joined.slice(start, min(ROW_GROUP_ROWS, end - start))

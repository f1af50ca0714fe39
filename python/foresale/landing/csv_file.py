"""Reading a csv file: header by name, clean blocks fast, all else through the strict tokenizer."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa

from foresale.landing.columns import MatchedColumns, match_columns
from foresale.landing.csv_blocks import read_sound_block
from foresale.landing.csv_lines import (
    CsvRecord,
    physical_lines,
    span_from,
    split_fields,
    tokenize,
    without_line_end,
)
from foresale.landing.declared import DeclaredTable
from foresale.landing.file_bytes import line_blocks
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

# A block with a defect is tried again in smaller windows: one bad line slows down few others.
WINDOW_SIZES = (256 * 1024, 16 * 1024)


def read_csv(path: Path, table: DeclaredTable, *, is_fast: bool = True) -> Iterator[Batch]:
    """Return the records of a csv or csv.gz file in batches, at least one.

    `is_fast=False` sends everything through the strict tokenizer: the same records, several times
    slower. Raises UserError for broken files and headers; broken records become defective records.
    """
    blocks = line_blocks(path)
    reader, after_header = _after_header(next(blocks), table, path, is_fast)
    extra = reader.matched.extra
    yield Batch(batch_schema(table.columns).empty_table(), extra)
    for block in chain([after_header], blocks):
        for records in reader.read(block):
            yield Batch(records, extra)
    for records in reader.finish():
        yield Batch(records, extra)


def _after_header(
    block: bytes, table: DeclaredTable, path: Path, is_fast: bool
) -> tuple["_Reader", bytes]:
    lines = physical_lines(block)
    start = next((place for place, line in enumerate(lines) if without_line_end(line)), None)
    if start is None:
        raise UserError(f"{path} has only blank lines: its first line must name the columns.")
    end = start + (span_from(lines, start) or 1)
    header = without_line_end(b"".join(lines[start:end]))
    where = f"{path} line {start + 1} (the header)"
    if byte_defect(header) is not None:
        raise UserError(f"{where} is not UTF-8 text: export the file as UTF-8.")
    if b"\r" in header.replace(b"\r\n", b""):
        raise UserError(
            f"{where} has a carriage return without a line feed: end each line with LF or CRLF."
        )
    cells = split_fields(header)
    if cells is None:
        raise UserError(f"{where} has a quote that is not closed: mend the header.")
    matched = match_columns([cell.decode("utf-8") for cell in cells], table, path)
    reader = _Reader(table.columns, len(cells), matched, end + 1, is_fast)
    return reader, b"".join(lines[end:])


@dataclass
class _Reader:
    """Where reading stands: the next physical line, and bytes whose record has not ended yet."""

    columns: tuple[str, ...]
    width: int
    matched: MatchedColumns
    line: int
    is_fast: bool
    rest: bytes = b""

    def read(self, block: bytes) -> Iterator[pa.Table]:
        """Yield the records that surely ended with this block; `rest` keeps the others."""
        yield from self._read_in(self.rest + block, WINDOW_SIZES)

    def _read_in(self, text: bytes, window_sizes: tuple[int, ...]) -> Iterator[pa.Table]:
        self.rest = text
        sound = self._read_sound()
        if sound is not None:
            yield sound
        elif not window_sizes:
            yield self._read_strictly(is_end=False)
        else:
            self.rest = b""
            for window in _windows(text, window_sizes[0]):
                yield from self._read_in(self.rest + window, window_sizes[1:])

    def finish(self) -> Iterator[pa.Table]:
        """Yield the last records of the file."""
        if self.rest:
            yield self._read_strictly(is_end=True)

    def _read_sound(self) -> pa.Table | None:
        if not self.is_fast:
            return None
        block = read_sound_block(
            self.rest, first_line=self.line, width=self.width, positions=self.matched.positions
        )
        if block is None:
            return None
        self._advance(block.used)
        return table_of_sound_columns(block.arrays, pa.array(block.lines), self.columns)

    def _read_strictly(self, *, is_end: bool) -> pa.Table:
        lines = physical_lines(self.rest)
        found, used = tokenize(lines, first_line=self.line, width=self.width, is_end=is_end)
        self._advance(sum(map(len, lines[:used])))
        return table_of_records([self._record(record) for record in found], self.columns)

    def _advance(self, used: int) -> None:
        self.line += self.rest.count(b"\n", 0, used)
        self.rest = self.rest[used:]

    def _record(self, record: CsvRecord) -> Record:
        if record.cells is None:
            return Record(record.line, None, record.defect, text_of(record.text))
        cells = [record.cells[place] for place in self.matched.positions]
        return Record(record.line, [cell.decode("utf-8") or None for cell in cells])


def _windows(text: bytes, size: int) -> Iterator[bytes]:
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + size) + 1 or len(text)
        yield text[start:end]
        start = end

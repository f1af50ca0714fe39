"""The strict csv tokenizer (RFC 4180, comma): no broken quote hides a record."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from foresale.landing.records import FIELD_COUNT, UNCLOSED_QUOTE, byte_defect

# A forgotten quote pairs with the next one anywhere below and hides every line between. Texts in
# sales exports (addresses, notes) stay well below 20 lines; forgotten quotes rarely stand closer.
MAX_LINES_PER_RECORD = 20

# Two forgotten quotes in one column make one record of the right width. It is told from a text over
# several lines by a line between that has the header's number of fields by itself, or by no line
# that has fewer (a comma is what the text was quoted for, so a line may have more). Below four
# columns a sentence with a comma looks like such a line, so the number of fields alone decides.
FALSE_PAIR_MIN_WIDTH = 4

_QUOTED = re.compile(rb'"((?:[^"]++|"")*+)"(?=,|\Z)')
_PLAIN = re.compile(rb'[^",\n]*+(?=,|\Z)')


class CsvRecord(NamedTuple):
    """A record: where it begins, the physical lines it spans, its cells or the defect it has."""

    line: int
    line_count: int
    cells: list[bytes] | None
    defect: str | None
    text: bytes


def physical_lines(text: bytes) -> list[bytes]:
    """Return the physical lines of the text with their ends; the last may lack its line feed."""
    parts = text.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def without_line_end(text: bytes) -> bytes:
    """Return the text without one trailing LF or CRLF (a lone CR is data)."""
    return text[:-2] if text.endswith(b"\r\n") else text.removesuffix(b"\n")


def split_fields(text: bytes) -> list[bytes] | None:
    """Return the cells of one record without its line end, or None where a quote stands wrong.

    RFC 4180: a field is quoted as a whole or holds no quote; inside, a quote is written twice.
    """
    if b'"' not in text:
        return text.split(b",")
    cells: list[bytes] = []
    position = 0
    while True:
        quoted = _QUOTED.match(text, position)
        found = quoted or _PLAIN.match(text, position)
        if found is None:
            return None
        cells.append(quoted[1].replace(b'""', b'"') if quoted else found[0])
        position = found.end() + 1
        if position > len(text):
            return cells


def span_from(lines: Sequence[bytes], start: int) -> int | None:
    """Return how many lines the record at `start` spans; None while its quotes do not balance.

    Balanced quotes are necessary, not sufficient: `split_fields` decides whether the span is sound.
    """
    quotes = 0
    for span, line in enumerate(lines[start : start + MAX_LINES_PER_RECORD], start=1):
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            return span
    return None


def is_false_pair(lines: Sequence[bytes], width: int) -> bool:
    """Return whether lines joined by quotes look like records: one in between, or all of them."""
    if width < FALSE_PAIR_MIN_WIDTH:
        return False
    commas = [line.count(b",") for line in lines if without_line_end(line)]
    inner = [line.count(b",") for line in lines[1:-1] if without_line_end(line)]
    return width - 1 in inner or all(count >= width - 1 for count in commas)


def tokenize(
    lines: Sequence[bytes], *, first_line: int, width: int, is_end: bool
) -> tuple[list[CsvRecord], int]:
    """Return the records of the physical lines and how many lines they used.

    Blank lines are no records. A line with a wrong quote is a defective record by itself and
    reading resumes on the next line. Unless `is_end`, lines whose record may go on are left unused.
    """
    records: list[CsvRecord] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        if not is_end and not line.endswith(b"\n"):
            break
        span = 1 if b'"' not in line else span_from(lines, position)
        if span is None and not is_end and len(lines) - position < MAX_LINES_PER_RECORD:
            break
        spanned = lines[position : position + (span or 1)]
        record = _record(spanned, span, first_line + position, width)
        if record is not None:
            records.append(record)
        position += record.line_count if record else 1
    return records, position


def _record(lines: Sequence[bytes], span: int | None, number: int, width: int) -> CsvRecord | None:
    text = without_line_end(b"".join(lines))
    if not text:
        return None
    cells = None if span is None else split_fields(text)
    if len(lines) > 1 and (cells is None or len(cells) != width or is_false_pair(lines, width)):
        cells, lines, text = None, lines[:1], without_line_end(lines[0])
    defect = byte_defect(text)
    if defect is None and cells is None:
        defect = UNCLOSED_QUOTE
    if defect is None and cells is not None and len(cells) != width:
        defect = FIELD_COUNT
    return CsvRecord(number, len(lines), cells if defect is None else None, defect, text)

"""The fast way through clean csv: blocks of sound records only, checked and split as vectors.

A block is taken only when the strict tokenizer would find no defect in it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as arrow_csv

from foresale.landing.csv_lines import MAX_LINES_PER_RECORD, is_false_pair, physical_lines

_COMMA, _LF, _QUOTE = 44, 10, 34
_BEFORE_OPENING = np.frombuffer(b',\n"', np.uint8)
_AFTER_CLOSING = np.frombuffer(b',\n\r"', np.uint8)

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


class SoundBlock(NamedTuple):
    """One text array per wanted position, the first line of each record, and the bytes used."""

    arrays: list[pa.ChunkedArray]
    lines: Places
    used: int


def read_sound_block(
    text: bytes, *, first_line: int, width: int, positions: Sequence[int]
) -> SoundBlock | None:
    """Return the records of the block, or None when the strict tokenizer has to look at it.

    `text` begins at a record and ends anywhere; bytes after the last whole record are left.
    """
    text = text[: text.rfind(b"\n") + 1]
    if not text or not _has_plain_bytes(text):
        return None
    content = np.frombuffer(text, np.uint8)
    separators = np.flatnonzero((content == _COMMA) | (content == _LF))
    has_quotes = b'"' in text
    if has_quotes:
        quotes = np.flatnonzero(content == _QUOTE)
        is_inside = (np.searchsorted(quotes, separators) & 1).astype(bool)
        separators = separators[~is_inside]
    ends = _record_ends(content, separators, width)
    if ends is None:
        return None
    used = int(ends[-1]) + 1
    if has_quotes and not _has_sound_quotes(content, quotes[quotes < used]):
        return None
    lines = _first_lines(content, ends, first_line) if has_quotes else _numbered(ends, first_line)
    if has_quotes and not _has_sound_spans(text, ends, lines, first_line, width):
        return None
    arrays = _parsed(text[:used], width, positions, len(ends))
    return None if arrays is None else SoundBlock(arrays, lines, used)


def _has_plain_bytes(text: bytes) -> bool:
    """Return whether the text is UTF-8 without NUL, lone CR and blank lines."""
    if b"\0" in text or text[:1] in b"\r\n" or b"\n\n" in text:
        return False
    if b"\r" in text and (text.count(b"\r") != text.count(b"\r\n") or b"\n\r\n" in text):
        return False
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _record_ends(content: Bytes, separators: Places, width: int) -> Places | None:
    """Return where whole records end, or None unless every width-th separator ends a line."""
    is_end = content[separators] == _LF
    whole = np.flatnonzero(is_end)
    if not len(whole) or len(whole) * width != whole[-1] + 1:
        return None
    if is_end[width - 1 :: width].sum() != len(whole):
        return None
    return separators[whole]


def _has_sound_quotes(content: Bytes, quotes: Places) -> bool:
    """Return whether quotes open only where a field begins and close only where it ends."""
    opening, closing = quotes[0::2], quotes[1::2]
    if len(opening) != len(closing):
        return False
    before = content[opening - 1]
    if len(opening) and opening[0] == 0:
        before[0] = _LF
    after = content[closing + 1]
    return bool(np.isin(before, _BEFORE_OPENING).all() and np.isin(after, _AFTER_CLOSING).all())


def _numbered(ends: Places, first_line: int) -> Places:
    return np.arange(first_line, first_line + len(ends), dtype=np.int64)


def _first_lines(content: Bytes, ends: Places, first_line: int) -> Places:
    feeds = np.flatnonzero(content == _LF)
    starts = np.concatenate(([0], ends[:-1] + 1))
    return (first_line + np.searchsorted(feeds, starts)).astype(np.int64)


def _has_sound_spans(text: bytes, ends: Places, lines: Places, first_line: int, width: int) -> bool:
    after = first_line + text.count(b"\n", 0, int(ends[-1]) + 1)
    spans = np.diff(np.append(lines, after))
    if spans.max() > MAX_LINES_PER_RECORD:
        return False
    starts = np.concatenate(([0], ends[:-1] + 1))
    for record in np.flatnonzero(spans > 1):
        joined = text[starts[record] : ends[record] + 1]
        if is_false_pair(physical_lines(joined), width):
            return False
    return True


def _parsed(
    text: bytes, width: int, positions: Sequence[int], record_count: int
) -> list[pa.ChunkedArray] | None:
    names = [str(position) for position in range(width)]
    wanted = [names[position] for position in positions]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(text) + 1),
            arrow_csv.ParseOptions(newlines_in_values=True),
            arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types={name: pa.string() for name in wanted},
                include_columns=wanted,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return list(table.columns) if table.num_rows == record_count else None

"""Reading a jsonl file: one object per line, every value as the text it has in the file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from foresale.landing.columns import require_columns
from foresale.landing.csv_lines import physical_lines, without_line_end
from foresale.landing.declared import DeclaredTable, normal_name
from foresale.landing.file_bytes import line_blocks
from foresale.landing.records import (
    NOT_JSON_OBJECT,
    NOT_UTF8,
    NUL_BYTE,
    Batch,
    Record,
    byte_defect,
    table_of_records,
    text_of,
)
from foresale.settings import UserError


class _Number(str):
    """A number by its exact source text, told from a string by its class."""

    __slots__ = ()


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object as they stand, told from an array by its class."""


def read_jsonl(path: Path, table: DeclaredTable) -> Iterator[Batch]:
    """Return the records of a jsonl file in batches, at least one.

    Raises UserError for broken files and for a declared column that no object in the file has.
    """
    found: dict[str, None] = {}
    line = 1
    for block in line_blocks(path):
        lines = physical_lines(block)
        numbered = enumerate(map(without_line_end, lines), start=line)
        records = [_record(text, number, table.columns, found) for number, text in numbered if text]
        line += len(lines)
        extra = tuple(name for name in found if name not in table.columns)
        yield Batch(table_of_records(records, table.columns), extra)
    if not found:
        raise UserError(f"{path} has no line that is a JSON object: write one object per line.")
    require_columns(list(found), table, path)


def _record(text: bytes, line: int, columns: tuple[str, ...], found: dict[str, None]) -> Record:
    defect = byte_defect(text)
    if defect is None:
        values = _object(text.decode("utf-8"))
        defect = NOT_JSON_OBJECT if values is None else _text_defect(values)
    if defect is not None or values is None:
        return Record(line, None, defect, text_of(text))
    found.update(dict.fromkeys(values))
    return Record(line, [values.get(name) or None for name in columns])


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_float=_Number, parse_int=_Number, parse_constant=_refuse
)


def _object(text: str) -> dict[str, str | None] | None:
    """Return the object's values as texts by normal name; None for no object or a key twice."""
    try:
        pairs = _DECODER.decode(text)
        if not isinstance(pairs, _Pairs):
            return None
        values = {normal_name(key): _cell(value) for key, value in pairs}
    except (ValueError, RecursionError):
        return None
    return values if len(values) == len(pairs) else None


def _text_defect(values: dict[str, str | None]) -> str | None:
    """Return the rule broken by escapes in the object: \\u0000, or half of a surrogate pair."""
    joined = "".join(filter(None, values.values())) + "".join(values)
    if "\0" in joined:
        return NUL_BYTE
    return NOT_UTF8 if any("\ud800" <= letter <= "\udfff" for letter in joined) else None


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    return str(value) if isinstance(value, str) else _json_text(value)


def _json_text(value: Any) -> str:
    """Return the value as JSON text, numbers as they stood. Raises ValueError for a key twice."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, _Pairs):
        if len({key for key, _ in value}) < len(value):
            raise ValueError("a key stands twice in one object")
        items = (f"{_json_text(key)}: {_json_text(item)}" for key, item in value)
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)

"""Columns by name: where a file keeps what its source declares."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from foresale.landing.declared import DeclaredTable, normal_name
from foresale.settings import UserError

# So many found names fit into a sentence that somebody reads.
SHOWN_NAMES = 40


class MatchedColumns(NamedTuple):
    """Positions of the declared columns in the file, in declared order, and its other names."""

    positions: tuple[int, ...]
    extra: tuple[str, ...]


def match_columns(names: Sequence[str], table: DeclaredTable, path: Path) -> MatchedColumns:
    """Return where each declared column stands among the names of the file.

    Names match without byte order mark, outer white space and case. Columns without a name are
    extra and called `column_<position>`. Raises UserError for a name twice or a missing column.
    """
    found = [normal_name(name) or f"column_{place}" for place, name in enumerate(names, start=1)]
    positions: dict[str, int] = {}
    for position, name in enumerate(found):
        if name in positions:
            raise UserError(f"{path} has the column {name} twice: keep one of them.")
        positions[name] = position
    require_columns(found, table, path)
    declared = set(table.columns)
    return MatchedColumns(
        positions=tuple(positions[name] for name in table.columns),
        extra=tuple(name for name in found if name not in declared),
    )


def require_columns(found: Sequence[str], table: DeclaredTable, path: Path) -> None:
    """Raise UserError naming missing and found columns when a declared column is not found."""
    present = set(found)
    missing = [name for name in table.columns if name not in present]
    if missing:
        raise UserError(
            f"{path} lacks {_listed(missing)} of {table.name} (found: {_listed(found)}): "
            f"{_mend(found)}."
        )


def _mend(found: Sequence[str]) -> str:
    if len(found) == 1 and any(separator in found[0] for separator in ";\t|"):
        return "separate the fields by commas"
    return "add or rename the columns in the export (an empty column will do)"


def _listed(names: Sequence[str]) -> str:
    if len(names) > SHOWN_NAMES:
        shown = ", ".join(map(_shown, names[:SHOWN_NAMES]))
        return f"{shown} and {len(names) - SHOWN_NAMES} more"
    return ", ".join(map(_shown, names)) or "none"


def _shown(name: str) -> str:
    r"""Return the name with \u escapes for letters nobody sees, or takes for Latin ones."""
    is_latin = any("a" <= letter <= "z" for letter in name)
    return "".join(
        letter.encode("unicode_escape").decode() if _deceives(letter, is_latin) else letter
        for letter in name
    )


def _deceives(letter: str, is_among_latin: bool) -> bool:
    is_latin = unicodedata.name(letter, "").startswith("LATIN")
    return not letter.isprintable() or (is_among_latin and letter.isalpha() and not is_latin)

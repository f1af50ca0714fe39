"""The files of the settings, looked at before an engine loads them."""

import csv
from pathlib import Path

from foresale.settings import UserError


def require_whole_rows(folder: Path) -> None:
    """Return nothing; raise UserError where a seed in the folder is no table in UTF-8.

    Every row must have a cell for each column of the header. What the columns and cells are, the
    macro `require_sound_seed` says when dbt loads the file.
    """
    for path in sorted(folder.glob("*.csv")):
        try:
            rows = _rows(path)
        except UnicodeDecodeError as error:
            raise UserError(
                f"{path} is not in UTF-8 (byte {error.start + 1}): save it as CSV UTF-8."
            ) from error
        except csv.Error as error:
            raise UserError(f"{path} cannot be read as CSV ({error}): mend its quotes.") from error
        if not rows:
            raise UserError(f"{path} has no header: write the names of its columns into line 1.")
        cells = len(rows[0][1])
        for line, row in rows:
            if len(row) != cells:
                raise UserError(
                    f"{path}, line {line}, has {len(row)} cells and the header {cells}: separate "
                    "cells by commas and put a text with a comma into double quotes."
                )


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return each row that is not empty with the line it ends in."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        return [(reader.line_num, row) for row in reader if row]

"""The landing folder: which files there are, and that each stands where a source expects it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foresale.landing.declared import DeclaredTable
from foresale.landing.file_bytes import unreadable
from foresale.settings import UserError

SUFFIXES = (".csv", ".csv.gz", ".jsonl", ".parquet")

# File systems take 255 bytes, and raw adds its suffixes to the name.
MAX_NAME_BYTES = 235


@dataclass(frozen=True)
class LandingFile:
    """One file of the landing folder; `source_file` is its path below it, `erp/reps/2024.csv`."""

    table: DeclaredTable
    path: Path
    source_file: str


def landing_files(landing: Path, tables: Sequence[DeclaredTable]) -> list[LandingFile]:
    """Return all landing files, tables in the given order and files sorted by name.

    Names that begin with a dot are not looked at: file managers and unfinished uploads leave them.
    A source without a folder has no files; a table without one beside others has none where its
    source allows it (`tables_may_be_absent`). Raises UserError for any other table without a file,
    anything else that is no landing file, a folder no source declares, and what the operating
    system does not let us look at.
    """
    example = f"{landing}/{tables[0].source}/{tables[0].table}/"
    try:
        if not landing.is_dir():
            raise UserError(
                f"There is no folder {landing}/: make it, with the exports in {example}."
            )
        _require_declared(landing, tables, example)
        return [file for table in tables for file in _files_of(landing, table)]
    except OSError as error:
        raise unreadable(Path(error.filename or landing), error) from error


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _require_declared(landing: Path, tables: Sequence[DeclaredTable], example: str) -> None:
    known = {(table.source, table.table) for table in tables}
    for source in _visible(landing):
        if not source.is_dir():
            raise UserError(f"{source} stands in no table's folder: move it to one, as {example}.")
        if source.name not in {name for name, _ in known}:
            raise UserError(
                f"No source `{source.name}` is declared for {source}/: declare it in "
                "models/staging, or move the folder away."
            )
        for table in _visible(source):
            if not table.is_dir():
                raise UserError(f"{table} stands in no table's folder: move it to its folder.")
            if (source.name, table.name) not in known:
                raise UserError(
                    f"Source `{source.name}` declares no table `{table.name}` for {table}/: "
                    "declare it in models/staging, or move the folder away."
                )


def _files_of(landing: Path, table: DeclaredTable) -> list[LandingFile]:
    folder = landing / table.source / table.table
    found = _visible(folder)
    may_be_empty = table.may_be_absent or not folder.parent.is_dir()
    if not found and (folder.is_dir() or not may_be_empty):
        raise UserError(
            f"No file for {table.name}: put at least one csv, csv.gz, jsonl or parquet file into "
            f"{folder}/ (a file with only the header will do)"
            f"{', or remove the folder' if may_be_empty else ''}."
        )
    return [_landing_file(path, table) for path in found]


def _landing_file(path: Path, table: DeclaredTable) -> LandingFile:
    if path.is_symlink() and not path.exists():
        raise UserError(f"{path} is a link to a file that is not there: mend or remove the link.")
    if path.is_dir():
        raise UserError(f"{path} is a folder: move its files to {path.parent}/, then remove it.")
    if not path.is_file() or not path.name.endswith(SUFFIXES):
        raise UserError(
            f"{path} is not a file named *.csv, *.csv.gz, *.jsonl or *.parquet: convert or rename "
            "it, or move it out of the landing folder."
        )
    _require_usable_name(path)
    return LandingFile(table, path, f"{table.source}/{table.table}/{path.name}")


def _require_usable_name(path: Path) -> None:
    try:
        size = len(path.name.encode("utf-8"))
    except UnicodeEncodeError as error:
        shown = str(path).encode("utf-8", "backslashreplace").decode()
        raise UserError(f"The name of {shown} is not UTF-8: rename the file.") from error
    if size > MAX_NAME_BYTES:
        raise UserError(f"The name of {path} is longer than {MAX_NAME_BYTES} bytes: shorten it.")

"""The landing step: makes raw mirror the landing folder, or leaves it as it was."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from foresale.landing.csv_file import read_csv
from foresale.landing.declared import DeclaredTable, declared_tables
from foresale.landing.file_bytes import sha256_of, stamp_of
from foresale.landing.folder import LandingFile, landing_files
from foresale.landing.jsonl_file import read_jsonl
from foresale.landing.manifest import (
    MANIFEST,
    LandedFile,
    read_raw_sha256,
    write_manifest,
)
from foresale.landing.parquet_file import read_parquet
from foresale.landing.raw_file import (
    READER_VERSION,
    WRITING_SUFFIX,
    RawFacts,
    is_raw_file,
    read_facts,
    write_raw,
)
from foresale.landing.records import Batch, batch_schema
from foresale.relations import brief
from foresale.settings import UserError

# The raw file of a table without a folder; no file lands under this name, for its kind is missing.
NO_FILE = "none.parquet"

Reader = Callable[[Path, DeclaredTable], Iterator[Batch]]

_READERS: tuple[tuple[str, Reader], ...] = (
    (".jsonl", read_jsonl),
    (".parquet", read_parquet),
    (".csv", read_csv),
    (".csv.gz", read_csv),
)


def land(*, landing: Path, raw: Path, sources: Path) -> list[LandedFile]:
    """Return one LandedFile per landing file, sorted by source, table and name.

    Writes `raw/<source>/<table>/<file name>.parquet` for new and changed files and the manifest,
    and removes raw files whose landing file has gone; a table without a folder becomes a raw file
    without rows, of which the manifest says nothing. `sources` is the folder with the dbt `_*.yml`
    files that declare tables and columns. Everything is read before anything is replaced: after a
    UserError raw is as it was. A second run on the same files reads none of them again, unless the
    bytes of a raw file are no longer those that were written.
    """
    _require_apart(landing, raw)
    tables = declared_tables(sources)
    files = landing_files(landing, tables)
    with_files = {file.table for file in files}
    absent = [table for table in tables if table not in with_files]
    expected = {_raw_path(raw, file) for file in files} | {_empty_path(raw, t) for t in absent}
    _require_own(raw, expected)
    try:
        return _mirror(files, absent, raw, expected)
    except OSError as error:
        raise UserError(
            f"Writing {raw}/ stopped ({brief(error)}): mend that and land again; what had landed "
            "before is kept."
        ) from error


def _mirror(
    files: Sequence[LandingFile], absent: Sequence[DeclaredTable], raw: Path, expected: set[Path]
) -> list[LandedFile]:
    written: list[Path] = []
    known = read_raw_sha256(raw)
    try:
        landed = [_land_file(file, raw, written, known) for file in files]
        for table in absent:
            _write_empty(table, raw, written)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    for path in written:
        os.replace(path, path.with_name(path.name.removesuffix(WRITING_SUFFIX)))
    _remove_orphans(raw, expected)
    write_manifest(landed, raw)
    return landed


def _require_apart(landing: Path, raw: Path) -> None:
    one, other = landing.resolve(), raw.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise UserError(
            f"The folders {landing}/ and {raw}/ are one inside the other: set FORESALE_LANDING and "
            "FORESALE_RAW to two separate folders."
        )


def _raw_path(raw: Path, file: LandingFile) -> Path:
    return raw / f"{file.source_file}.parquet"


def _empty_path(raw: Path, table: DeclaredTable) -> Path:
    return raw / table.source / table.table / NO_FILE


def _write_empty(table: DeclaredTable, raw: Path, written: list[Path]) -> None:
    made = _writing_path(_empty_path(raw, table))
    written.append(made)
    nothing = Batch(batch_schema(table.columns).empty_table(), ())
    columns = table.columns
    write_raw([nothing], made, source_file="", columns=columns, sha256="", byte_count=0)


def _land_file(
    file: LandingFile, raw: Path, written: list[Path], known: Mapping[str, str]
) -> LandedFile:
    before = stamp_of(file.path)
    sha256, columns = sha256_of(file.path), file.table.columns
    made = _raw_path(raw, file)
    facts = read_facts(made)
    is_unchanged = (
        facts is not None
        and (facts.sha256, facts.columns, facts.reader_version) == (sha256, columns, READER_VERSION)
        # The facts are in the footer: they do not know what happened to the rows.
        and known.get(file.source_file) == sha256_of(made)
    )
    if facts is None or not is_unchanged:
        made = _writing_path(made)
        written.append(made)
        facts = write_raw(
            _reader(file.path)(file.path, file.table),
            made,
            source_file=file.source_file,
            columns=columns,
            sha256=sha256,
            byte_count=before[0],
        )
    if stamp_of(file.path) != before:
        raise UserError(f"{file.path} changed while it was read: land again once it is complete.")
    return _landed(file, facts, raw_sha256=sha256_of(made), was_unchanged=is_unchanged)


def _writing_path(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(target.name + WRITING_SUFFIX)


def _reader(path: Path) -> Reader:
    return next(reader for suffix, reader in _READERS if path.name.endswith(suffix))


def _landed(
    file: LandingFile, facts: RawFacts, *, raw_sha256: str, was_unchanged: bool
) -> LandedFile:
    return LandedFile(
        source=file.table.source,
        table=file.table.table,
        source_file=file.source_file,
        sha256=facts.sha256,
        byte_count=facts.byte_count,
        rows_in=facts.rows_in,
        rows_defective=facts.rows_defective,
        extra_columns=facts.extra_columns,
        raw_sha256=raw_sha256,
        was_unchanged=was_unchanged,
    )


def _foreign_or_orphaned(raw: Path, expected: set[Path]) -> list[Path]:
    found = sorted(raw.glob("*/*/*.parquet"))
    return [path for path in found if path not in expected and path != raw / MANIFEST]


def _require_own(raw: Path, expected: set[Path]) -> None:
    """Raise UserError for a Parquet file beside the raw files that landing did not write.

    dbt reads every Parquet file of the folder, and what we did not write is not ours to remove.
    """
    for path in _foreign_or_orphaned(raw, expected):
        if not is_raw_file(path):
            raise UserError(f"{path} was not written by foresale land: move it out of {raw}/.")


def _remove_orphans(raw: Path, expected: set[Path]) -> None:
    for path in _foreign_or_orphaned(raw, expected):
        path.unlink()
    for path in raw.glob(f"*/*/*.parquet{WRITING_SUFFIX}"):
        path.unlink()

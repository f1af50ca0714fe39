"""`foresale export`: the built warehouse as files with fixed names, written aside and swapped in.

The folder holds the artifacts of export_artifacts and SHA256SUMS. It is replaced whole: whoever
opens it sees the export before or this one. The same warehouse gives the same bytes.
"""

import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from foresale.export_artifacts import ARTIFACTS, SCHEMA_REPORTS, Artifact
from foresale.export_files import write_artifact, write_json
from foresale.export_prepared import ASSETS, prepare_division, prepare_house
from foresale.export_schema import read_contracts, schema_report
from foresale.lock import only_writer
from foresale.publish import ROOMS
from foresale.relations import brief, literal, open_warehouse, quoted
from foresale.settings import UserError

# As `sha256sum` writes it, and `sha256sum --check` reads it; marks a folder as ours to replace.
CHECKSUMS = "SHA256SUMS"
_RELATION = re.compile(rf"\b({'|'.join(ROOMS)})\.([a-z_][a-z0-9_]*)")
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Scope:
    """What is exported: one task, its list's cutoff, its divisions and their names in files."""

    task_id: str
    cutoff_date: date
    as_of_date: date
    file_names: dict[str, str]


def export(
    *, warehouse: Path, manifest: Path, target: Path, task_id: str | None = None
) -> list[str]:
    """Return the names of the files it wrote below `target`, sorted.

    `task_id`: whose lists; none: the only task about customers. Raises UserError, and leaves the
    target as it was, where the warehouse, the manifest or a relation is missing, or the target
    holds files that no export wrote.
    """
    target, contracts = target.resolve(), read_contracts(manifest)
    instead = "set --target-folder to another folder"
    lock = target.with_name(f".{target.name}.lock")
    with only_writer(lock, who="export", what=f"{target}/", instead=instead):
        _recover(target)
        _require_own(target)
        with open_warehouse(warehouse) as (connection, catalog):
            connection.execute("attach ':memory:' as prepared")
            connection.execute(f"use {quoted(catalog)}")
            _require_relations(connection, catalog, warehouse)
            try:
                building = _beside(target, "writing")
                shutil.rmtree(building, ignore_errors=True)
                building.mkdir(parents=True)
                _write_all(connection, catalog, contracts, building, task_id)
                _swap(building, target)
            except (OSError, duckdb.Error) as error:
                raise UserError(
                    f"Exporting {warehouse} into {target}/ stopped ({brief(error)}): mend that and "
                    f"export again; {target}/ is as it was."
                ) from error
            finally:
                shutil.rmtree(_beside(target, "writing"), ignore_errors=True)
    return sorted(_sums(target))


def file_names(divisions: Sequence[str]) -> dict[str, str]:
    """Return how file names spell each division: letters, digits, dots, dashes, underscores.

    Two divisions that would share a name, in capitals or not, each get a piece of their hash.
    """
    plain = {
        division: re.sub(r"[^A-Za-z0-9._-]+", "_", division).strip(".")[:_LONGEST_NAME]
        for division in divisions
    }
    taken = Counter(name.casefold() for name in plain.values())
    return {
        division: name if name and taken[name.casefold()] == 1 else f"{name}-{_piece(division)}"
        for division, name in plain.items()
    }


def _write_all(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    contracts: dict[str, dict[str, str]],
    folder: Path,
    task_id: str | None,
) -> None:
    scope = _scope(connection, task_id)
    _set(connection, task=scope.task_id, as_of=scope.as_of_date, cutoff=scope.cutoff_date)
    prepare_house(connection, catalog)
    for artifact in ARTIFACTS:
        if not artifact.needs("division"):
            for table in _tables(connection) if artifact.needs("table") else [""]:
                name = artifact.name.format(cutoff=scope.cutoff_date, table=table)
                write_artifact(connection, artifact, folder / name, table)
    for division, spelled in scope.file_names.items():
        _set(connection, division=division, folder=spelled)
        prepare_division(connection)
        for artifact in ARTIFACTS:
            if artifact.needs("division"):
                for cutoff in _cutoffs(connection, artifact, scope):
                    _set(connection, cutoff=cutoff)
                    name = artifact.name.format(division=spelled, cutoff=cutoff)
                    write_artifact(connection, artifact, folder / name)
                _set(connection, cutoff=scope.cutoff_date)
    for report in SCHEMA_REPORTS:
        file = folder / report.file.format(cutoff=scope.cutoff_date)
        found = schema_report(
            connection, mart=report.mart, declared=contracts.get(report.mart, {}), file=file
        )
        write_json(folder / report.name, found)
    sums = sorted((path.relative_to(folder).as_posix(), path) for path in _files(folder))
    lines = [f"{_sha256(path)}  {name}\n" for name, path in sums]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="")


def _scope(connection: duckdb.DuckDBPyConnection, task_id: str | None) -> Scope:
    tasks = [
        str(row[0])
        for row in connection.execute(
            "select task_id from settings.tasks where entity = 'customer' order by task_id"
        ).fetchall()
    ]
    if task_id is None and len(tasks) != 1:
        raise UserError(f"There are the tasks {', '.join(tasks)}: name one with --task.")
    chosen = task_id or tasks[0]
    if chosen not in tasks:
        raise UserError(f"There is no task {chosen} about customers: name {', '.join(tasks)}.")
    cutoff, as_of = connection.execute(
        "select max(score_cutoff_date), max(as_of_date) from spines.cutoff_calendar "
        f"where task_id = {literal(chosen)}"
    ).fetchall()[0]
    divisions = connection.execute("select offer_id from star.dim_offer order by all").fetchall()
    return Scope(chosen, cutoff, as_of, file_names([str(row[0]) for row in divisions]))


def _cutoffs(connection: duckdb.DuckDBPyConnection, artifact: Artifact, scope: Scope) -> list[date]:
    if not artifact.is_per_label:
        return [scope.cutoff_date]
    found = connection.execute(
        """
        select distinct cutoff_date from labels.labels_customer
        where task_id = getvariable('task') and offer_id = getvariable('division')
            and label_status = 'observed'
        order by cutoff_date
        """
    ).fetchall()
    return [row[0] for row in found]


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select name from prepared.relations where schema = 'star' order by name"
    ).fetchall()
    return [str(row[0]) for row in found]


def _require_relations(
    connection: duckdb.DuckDBPyConnection, catalog: str, warehouse: Path
) -> None:
    found = set(
        connection.execute(
            "select table_schema, table_name from information_schema.tables "
            f"where table_catalog = {literal(catalog)}"
        ).fetchall()
    )
    sources = [source for each in ARTIFACTS for source in each.named_sources().values()]
    for schema, name in _RELATION.findall(" ".join([*sources, ASSETS])):
        if (schema, name) not in found:
            raise UserError(
                f"The warehouse {warehouse} has no {schema}.{name}, which is exported: run "
                "`make build` with this version of the project."
            )


def _set(connection: duckdb.DuckDBPyConnection, **variables: str | date) -> None:
    for name, value in variables.items():
        type_ = "date" if isinstance(value, date) else "varchar"
        connection.execute(f"set variable {name} = cast({literal(value)} as {type_})")


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{what}")


def _recover(target: Path) -> None:
    """Put the last export back where an export was killed between its two renames."""
    before = _beside(target, "before")
    if before.is_dir() and not target.exists():
        before.rename(target)
    shutil.rmtree(before, ignore_errors=True)


def _require_own(target: Path) -> None:
    known = {*_sums(target), CHECKSUMS}
    for path in _files(target):
        name = path.relative_to(target).as_posix()
        if name not in known:
            raise UserError(
                f"{target}/ holds {name}, which no export wrote: move it away, or set "
                "--target-folder to another folder."
            )


def _swap(building: Path, target: Path) -> None:
    before = _beside(target, "before")
    if target.exists():
        target.rename(before)
    building.rename(target)
    shutil.rmtree(before, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())


def _sums(target: Path) -> list[str]:
    path = target / CHECKSUMS
    if not path.is_file():
        return []
    return [line[66:] for line in path.read_text(encoding="utf-8").splitlines()]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _piece(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]

"""The marts for readers: written aside, read back, then swapped in whole with one link.

publish/versions/<version>/ holds marts.duckdb, <mart>.parquet, manifest.json, audit.json and
SHA256SUMS; publish/current and publish/previous are links to versions, publish/marts.duckdb and
publish/<mart>.parquet are links into current/. Whoever opens a resolved path keeps that version
as long as the file is open, whatever is published meanwhile.
"""

import errno
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from foresale.lock import only_writer
from foresale.relations import (
    RelationHash,
    brief,
    content_hashes,
    hash_schemas,
    open_warehouse,
)
from foresale.settings import UserError
from foresale.version_folder import (
    AUDIT,
    DATABASE,
    fault,
    is_intact,
    parquet_name,
    seal,
    version_id,
    write_version,
)

__all__ = ["ROOMS", "Publication", "RelationHash", "content_hashes", "publish"]

ROOMS = (
    *("staging", "star", "spines", "labels", "features", "training", "scoring", "decisions"),
    *("marts", "monitoring"),
)


@dataclass(frozen=True)
class Publication:
    """What readers see now: version, the fixed database path, rows by mart, the audit's path."""

    version: str
    database: Path
    rows: Mapping[str, int]
    audit: Path


def publish(*, warehouse: Path, publish_to: Path, marts: Sequence[str]) -> Publication:
    """Return the publication of these tables or views of schema `marts`, visible all at once.

    The version is the sha256 (16 hex digits) of its manifest: rows, types, comments and hashes of
    the marts, and the hash of the audit of all rooms. The same content again changes nothing. The
    current and the previous version stay. Raises UserError when the marts cannot be read, written
    or read back, or another process publishes; then readers keep the version they had.
    """
    if not marts:
        raise UserError("There is no mart to publish: add a model to models/marts/ and build it.")
    try:
        with (
            open_warehouse(warehouse) as (connection, catalog),
            only_writer(
                publish_to / ".lock",
                who="publisher",
                what=f"{publish_to}/",
                instead="set FORESALE_PUBLISH to another folder",
            ),
        ):
            return _publish(connection, catalog, sorted(set(marts)), publish_to)
    except (OSError, duckdb.Error) as error:
        raise UserError(
            f"Publishing {warehouse} into {publish_to}/ stopped ({brief(error)}): mend that and "
            "publish again; readers keep seeing one whole version."
        ) from error


def _publish(
    connection: duckdb.DuckDBPyConnection, catalog: str, names: Sequence[str], publish_to: Path
) -> Publication:
    audit = hash_schemas(connection, catalog, ROOMS)
    marts = _chosen(audit, names, catalog)
    versions = publish_to / "versions"
    building = versions / ".building"
    _remove(building)
    building.mkdir(parents=True)
    try:
        manifest = write_version(
            connection, catalog=catalog, marts=marts, audit=audit, folder=building
        )
        version = version_id(manifest)
        _install(building, versions / version, manifest)
    finally:
        _remove(building)
    _show(publish_to, f"versions/{version}", [DATABASE, *map(parquet_name, names)])
    kept = {Path(_target(publish_to / link)).name for link in ("current", "previous")}
    for folder in versions.iterdir():
        if folder.name not in kept:
            _remove(folder)
    rows = {mart.relation_name: mart.row_count for mart in marts}
    return Publication(version, publish_to / DATABASE, rows, versions / version / AUDIT)


def _chosen(
    audit: Sequence[RelationHash], names: Sequence[str], catalog: str
) -> list[RelationHash]:
    found = {entry.relation_name: entry for entry in audit if entry.schema_name == "marts"}
    missing = [name for name in names if name not in found]
    if missing:
        raise UserError(
            f"The warehouse {catalog} has no {', '.join(missing)} in schema marts: run `dbt build` "
            "before publishing."
        )
    return [found[name] for name in names]


def _install(building: Path, folder: Path, manifest: Mapping[str, Any]) -> None:
    found = fault(building, manifest)
    if found:
        raise UserError(
            f"The new version does not read back as the warehouse has it ({found}), so nothing was "
            f"published: check the disk of {building.parent}/ and publish again."
        )
    seal(building)
    if folder.is_dir() and is_intact(folder, manifest):
        return
    for path in (*building.iterdir(), building):
        _sync(path)
    if folder.is_dir():
        # Damaged, and maybe the one being read: equal content replaces it file by file.
        known = {path.name for path in building.iterdir()}
        for path in folder.iterdir():
            if path.name not in known:
                _remove(path)
        for name in sorted(known):
            os.replace(building / name, folder / name)
        _sync(folder)
    else:
        os.rename(building, folder)
    _sync(folder.parent)


def _show(publish_to: Path, target: str, names: Sequence[str]) -> None:
    for name in names:
        _link(publish_to / name, f"current/{name}")
    shown = _target(publish_to / "current")
    if shown and shown != target:
        _link(publish_to / "previous", shown)
    _link(publish_to / "current", target)
    for path in publish_to.glob("*.parquet"):
        if path.name not in names and _target(path) == f"current/{path.name}":
            path.unlink()
    _sync(publish_to)


def _link(path: Path, target: str) -> None:
    if _target(path) == target:
        return
    if path.exists() and not path.is_symlink():
        raise UserError(
            f"{path} is in the way: publishing puts a link there, so move it elsewhere and publish "
            "again."
        )
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    try:
        os.symlink(target, aside)
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise UserError(
            f"{path.parent}/ cannot hold symbolic links ({brief(error)}), which publishing needs: "
            "set FORESALE_PUBLISH to a folder on a file system that can."
        ) from error
    os.replace(aside, path)


def _target(link: Path) -> str:
    return os.readlink(link) if link.is_symlink() else ""


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""One version of the marts as a folder: its manifest, and the proof that all of it reads back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from foresale.relations import (
    RelationHash,
    brief,
    comments,
    copy_tables,
    hash_relation,
    literal,
    open_memory,
    quoted,
)

DATABASE, MANIFEST, AUDIT = "marts.duckdb", "manifest.json", "audit.json"
# As `sha256sum` writes it, and `sha256sum --check` reads it.
CHECKSUMS = "SHA256SUMS"


def write_version(
    connection: duckdb.DuckDBPyConnection,
    *,
    catalog: str,
    marts: Sequence[RelationHash],
    audit: Sequence[RelationHash],
    folder: Path,
) -> dict[str, Any]:
    """Return the manifest of the version it writes into the empty folder: marts and audit.

    The manifest is in manifest.json too. It lists per mart the rows, columns, comments and content
    hash (see `relations`) of the warehouse and the sha256 of the Parquet file.
    """
    copy_tables(connection, catalog=catalog, relations=marts, database=folder / DATABASE)
    (folder / AUDIT).write_bytes(_json([_entry(relation) for relation in audit]))
    manifest = {
        "format": "foresale-publication-1",
        "audit_sha256": _sha256(folder / AUDIT),
        "marts": [_manifest_entry(connection, catalog, mart, folder) for mart in marts],
    }
    (folder / MANIFEST).write_bytes(_json(manifest))
    return manifest


def audited(audit: Path) -> list[RelationHash]:
    """Return the relations an audit lists."""
    entries = json.loads(audit.read_text(encoding="utf-8"))
    columns = ([(column["name"], column["type"]) for column in e["columns"]] for e in entries)
    return [
        RelationHash(**{**entry, "columns": tuple(names)})
        for entry, names in zip(entries, columns, strict=True)
    ]


def version_id(manifest: Mapping[str, Any]) -> str:
    """Return the name of the version: the first 16 hex digits of the manifest's sha256."""
    return hashlib.sha256(_json(manifest)).hexdigest()[:16]


def parquet_name(mart: str) -> str:
    """Return the name of the mart's Parquet file."""
    return f"{mart}.parquet"


def fault(folder: Path, manifest: Mapping[str, Any]) -> str:
    """Return what in the new folder is not as the manifest says; '' when all of it reads back so.

    Every block of every file is read, and compared with what the warehouse held.
    """
    names = [mart["relation_name"] for mart in manifest["marts"]]
    found = {path.name for path in folder.iterdir()}
    other = found ^ {DATABASE, MANIFEST, AUDIT, *map(parquet_name, names)}
    if other:
        return f"missing or unknown: {', '.join(sorted(other))}"
    if (folder / MANIFEST).read_bytes() != _json(manifest):
        return f"{MANIFEST} differs"
    if _sha256(folder / AUDIT) != manifest["audit_sha256"]:
        return f"{AUDIT} differs"
    try:
        with open_memory() as connection:
            connection.execute(f"attach {literal(folder / DATABASE)} as published (read_only)")
            faults = (_mart_fault(connection, mart, folder) for mart in manifest["marts"])
            return next((found for found in faults if found), "")
    except duckdb.Error as error:
        return f"unreadable: {brief(error)}"


def seal(folder: Path) -> None:
    """Return nothing; write the checksums of all files, the last file of a version."""
    (folder / CHECKSUMS).write_text(_checksums(folder), encoding="utf-8")


def is_intact(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Return whether a sealed folder holds this manifest and exactly the bytes it was sealed with.

    Opens no database: a reader in this process or one that forgot to read only is no obstacle.
    """
    if not {MANIFEST, CHECKSUMS} <= {path.name for path in folder.iterdir()}:
        return False
    sealed = (folder / CHECKSUMS).read_text(encoding="utf-8", errors="replace")
    return sealed == _checksums(folder) and (folder / MANIFEST).read_bytes() == _json(manifest)


def _checksums(folder: Path) -> str:
    paths = sorted(path for path in folder.iterdir() if path.name != CHECKSUMS)
    sums = ((_sha256(path) if path.is_file() else "no file", path.name) for path in paths)
    return "".join(f"{checksum}  {name}\n" for checksum, name in sums)


def _mart_fault(
    connection: duckdb.DuckDBPyConnection, mart: Mapping[str, Any], folder: Path
) -> str:
    name = mart["relation_name"]
    file = folder / parquet_name(name)
    if _sha256(file) != mart["parquet_sha256"]:
        return f"{file.name} differs"
    sources = {
        DATABASE: quoted("published", "main", name),
        file.name: f"read_parquet({literal(file)})",
    }
    for place, source in sources.items():
        read = _entry(hash_relation(connection, source, mart["schema_name"], name))
        for key, value in read.items():
            if value != mart[key]:
                return f"{key} of {name} in {place}: {value} instead of {mart[key]}"
    if comments(connection, "published", "main", name) != (
        mart["comment"],
        mart["column_comments"],
    ):
        return f"the comments of {name} in {DATABASE} differ"
    return ""


def _manifest_entry(
    connection: duckdb.DuckDBPyConnection, catalog: str, mart: RelationHash, folder: Path
) -> dict[str, Any]:
    name = mart.relation_name
    of_mart, of_columns = comments(connection, catalog, mart.schema_name, name)
    return {
        **_entry(mart),
        "comment": of_mart,
        "column_comments": of_columns,
        "parquet_sha256": _sha256(folder / parquet_name(name)),
    }


def _entry(relation: RelationHash) -> dict[str, Any]:
    columns = [{"name": name, "type": type_} for name, type_ in relation.columns]
    return {**vars(relation), "columns": columns}


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""The chain of a run: a hash per link from the landing files to the marts, to compare two runs.

What a link holds is hashed whatever the order of its rows. The landing link knows the records of
each table and not the files they came in: the same rows spread over other files are the same link.
Relations that say in which file a row stood are therefore no part of it, and neither are the
register of models and who stood against whom, which remember earlier runs. Each link has a second
hash, chained with the links before it: where the last of them agree, two runs agree throughout.

publish/chains.jsonl has one line per run that differs from the one before, and outlives the
versions it names. No clock is asked; the order of the lines is the order of the runs.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from foresale.landing import MANIFEST
from foresale.relations import (
    RelationHash,
    brief,
    hash_relation,
    hash_schemas,
    literal,
    open_memory,
    open_warehouse,
    quoted,
)
from foresale.settings import UserError

CHAINS = "chains.jsonl"
# The schema of the seeds.
SETTINGS = "settings"
LANDING, FRAMES, MODELS = "landing", "frames", "models"
# Links in flow order, with the schema each looks at; two of them share the room training.
LINKS = {
    SETTINGS: SETTINGS,
    **{room: room for room in ("staging", "star", "spines", "labels", "features")},
    FRAMES: "training",
    MODELS: "training",
    "scores": "scoring",
    "ranks": "decisions",
    "marts": "marts",
    "monitoring": "monitoring",
}
_NAMES_FILES = "source_file"
# What remembers earlier runs, and what says so.
_HISTORIES = frozenset(
    f"training.{name}"
    for name in ("model_registry", "contenders", "challenge_models", "promotions")
) | {"monitoring.alert_log", "monitoring.alerts"}
_FEATURE_MATRIX = "training.matrix_checksums"
# What each model learned from, as the trainer saw it.
_FRAMES_LEARNED_FROM = "training.model_vintages"
_FRAME_COLUMNS = "task_id, offer_id, vintage_date, training_frame_sha256"


@dataclass(frozen=True)
class Link:
    """What one step of a run holds: a hash per relation, one of all, one with all links before."""

    link: str
    relations: Mapping[str, str]
    content_hash: str
    chain_hash: str


@dataclass(frozen=True)
class Chain:
    """The links of one run and the version it published."""

    version: str
    links: tuple[Link, ...]


def chain_of(
    *, version: str, raw: Path, warehouse: Path, relations: Sequence[RelationHash]
) -> Chain:
    """Return the chain of what has landed in raw, the settings and these relations of all rooms.

    A link of which the warehouse has nothing is left out.
    """
    found: dict[str, dict[str, str]] = {LANDING: _landed(raw), **{link: {} for link in LINKS}}
    with open_warehouse(warehouse) as (connection, catalog):
        settings = hash_schemas(connection, catalog, [SETTINGS])
        for link, schema in LINKS.items():
            for relation in (*settings, *relations):
                if relation.schema_name == schema and _link_of(relation, link) == link:
                    found[link][_name(relation)] = relation.content_hash
        if _FRAMES_LEARNED_FROM in map(_name, relations):
            place = quoted(catalog, *_FRAMES_LEARNED_FROM.split("."))
            source = f"(select {_FRAME_COLUMNS} from {place})"
            frames = hash_relation(connection, source, "training", "frames_learned_from")
            found[FRAMES][_name(frames)] = frames.content_hash
    return Chain(version, tuple(_chained({name: held for name, held in found.items() if held})))


def names_files(relation: RelationHash) -> bool:
    """Return whether the relation says in which landing file something stood."""
    return _NAMES_FILES in dict(relation.columns)


def record(chain: Chain, history: Path) -> str:
    """Return a sentence about the run; add it to the history unless the last run was the same."""
    earlier = chains(history)
    if earlier and earlier[-1] == chain:
        return f"{chain.version}, link by link the same as the one before"
    history.parent.mkdir(parents=True, exist_ok=True)
    # A line that an interruption tore must not tear this one as well.
    is_torn = history.is_file() and not f"\n{history.read_text('utf-8')}".endswith("\n")
    with history.open("a", encoding="utf-8") as file:
        file.write("\n" * is_torn + json.dumps(asdict(chain), sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    if not earlier:
        return f"{chain.version}, the first here"
    return f"{chain.version}; beside the one before: {verdict(earlier[-1], chain)}"


def chains(history: Path) -> list[Chain]:
    """Return the chains of the history in order; a line torn by an interruption counts as none."""
    if not history.is_file():
        return []
    text = history.read_text("utf-8", errors="replace")
    return [chain for line in text.splitlines() if (chain := _read(line))]


def verdict(one: Chain, other: Chain) -> str:
    """Return in words whether two runs are equal, or the first link that differs and where."""
    if found := differences(one, other):
        link, relations = found[0]
        return f"{link} is the first link that differs ({', '.join(relations)})"
    shared = [link.link for link in one.links if link.link in _by_name(other)]
    if not shared:
        return "no link is in both"
    return f"equal in {len(shared)} links, {shared[0]} to {shared[-1]}"


def differences(one: Chain, other: Chain) -> list[tuple[str, list[str]]]:
    """Return the links that differ in flow order, each with the relations in which they do.

    What only one of the two has is no difference: an engine may keep a part of the rooms only.
    """
    others = _by_name(other)
    return [
        (link.link, _unequal(link.relations, others[link.link].relations))
        for link in one.links
        if link.link in others and link.content_hash != others[link.link].content_hash
    ]


def named_chain(name: str, history: Path) -> Chain:
    """Return the last chain of this version in the history, or of the history file so named."""
    if Path(name).is_file():
        found = chains(Path(name))
        if not found:
            raise UserError(f"{name} holds no chain: give the {CHAINS} that a build wrote.")
        return found[-1]
    known = chains(history)
    of_version = [chain for chain in known if chain.version == name]
    if not of_version:
        last = ", ".join(dict.fromkeys(chain.version for chain in known[-3:])) or "none yet"
        raise UserError(
            f"There is no version {name} in {history}: give one of those there (last: {last}) or "
            f"the path of another {CHAINS}."
        )
    return of_version[-1]


def _landed(raw: Path) -> dict[str, str]:
    """Return a hash of the records of each table that has landed, whatever file they are in."""
    files: dict[str, list[Path]] = {}
    for path in sorted(raw.glob("*/*/*.parquet")):
        if path != raw / MANIFEST:
            files.setdefault(f"{path.parts[-3]}.{path.parts[-2]}", []).append(path)
    landed = {}
    with open_memory() as connection:
        for table, paths in files.items():
            names = ", ".join(map(literal, paths))
            source = f"(select content_hash from read_parquet([{names}]))"
            try:
                found = hash_relation(connection, source, *table.split("."))
            except duckdb.Error as error:
                raise UserError(
                    f"The landed files of {table} in {raw}/ cannot be read ({brief(error)}): run "
                    "`make build` again."
                ) from error
            landed[table] = found.content_hash
    return landed


def _link_of(relation: RelationHash, link: str) -> str:
    """Return the link the relation belongs to, of those of its room; '' for none."""
    if names_files(relation) or _name(relation) in _HISTORIES:
        return ""
    if relation.schema_name != LINKS[FRAMES]:
        return link
    return FRAMES if _name(relation) == _FEATURE_MATRIX else MODELS


def _chained(found: Mapping[str, Mapping[str, str]]) -> Iterator[Link]:
    before = ""
    for link, relations in found.items():
        content = _digest(f"{name} {held}" for name, held in sorted(relations.items()))
        before = _digest([before, link, content])
        yield Link(link, dict(sorted(relations.items())), content, before)


def _digest(lines: Sequence[str] | Iterator[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _read(line: str) -> Chain | None:
    try:
        stored = json.loads(line)
        return Chain(stored["version"], tuple(Link(**link) for link in stored["links"]))
    except (ValueError, KeyError, TypeError):
        return None


def _by_name(chain: Chain) -> dict[str, Link]:
    return {link.link: link for link in chain.links}


def _unequal(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _name(relation: RelationHash) -> str:
    return f"{relation.schema_name}.{relation.relation_name}"

"""One build: land, dbt build, publish, summary; a red build publishes nothing.

Learning can go apart from scoring: `train` learns and judges, a build with SCORE_ALONE does the
rest with the champions there are.
"""

import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from foresale.chain import CHAINS, chain_of, record
from foresale.landing import LandedFile, land
from foresale.lock import only_writer
from foresale.publish import publish
from foresale.red import reason, shortage
from foresale.seeds import require_whole_rows
from foresale.settings import DUCKDB, Paths, UserError
from foresale.spark import SPARK_FOLDER, copy_rooms, remove_unfinished, require_spark
from foresale.summary import summary
from foresale.surfaced import start_history
from foresale.version_folder import audited
from foresale.world import write_world

SOURCES = Path("models/staging")
SEEDS = Path("seeds")
# They prove the code, not the data: `make test` runs them.
UNIT_TESTS = ("unit_test",)
# What learns, and what it needs, and the tests that read nothing else; and all but that. A check
# reads what was learned beside the labels of the same run.
LEARN_ALONE = ("--select", "+tag:learning", "--indirect-selection", "cautious")
SCORE_ALONE = ("--exclude", "tag:learning", "tag:learning_check")


def build(
    *,
    places: Paths,
    target: str,
    as_of_date: date | None,
    say: Callable[[str], None],
    left_out: Sequence[str] = UNIT_TESTS,
    chosen: Sequence[str] = (),
) -> None:
    """Land what is new, run `dbt build`, publish the marts and say what came out.

    `target`: one of TARGETS, the engine that builds. `as_of_date`: the last complete day; none:
    the last one that the data shows to be complete. `left_out`: the resource types that dbt passes
    over. `chosen`: how dbt is told to build a part, SCORE_ALONE or all. An empty landing folder is
    filled with the synthetic world first. Raises UserError where a step fails; then nothing is
    published.
    """
    started = time.monotonic()
    with _built(places, target, as_of_date, say, left_out, chosen):
        warehouse, manifest = places.warehouse, manifest_of(target)
        if target != DUCKDB:
            warehouse = SPARK_FOLDER / "published_rooms.duckdb"
            copy_rooms(rooms=["marts", "monitoring"], manifest=manifest, database=warehouse)
        publication = publish(
            warehouse=warehouse, publish_to=places.publish, marts=published_marts(manifest)
        )
        chain = chain_of(
            version=publication.version,
            raw=places.raw,
            warehouse=warehouse,
            relations=audited(publication.audit),
        )
        say(f"version  {record(chain, places.publish / CHAINS)}")
        for line in summary(
            database=publication.database,
            places=places,
            seconds=time.monotonic() - started,
        ):
            say(line)


def train(
    *, places: Paths, target: str, as_of_date: date | None, say: Callable[[str], None]
) -> None:
    """Land what is new, learn, and judge the new models against the champions; publish nothing.

    Arguments and errors are those of `build`.
    """
    with _built(places, target, as_of_date, say, UNIT_TESTS, LEARN_ALONE):
        say("learned  what speaks from now on is decided; `make score` lists and publishes by it")


@contextmanager
def _built(
    places: Paths,
    target: str,
    as_of_date: date | None,
    say: Callable[[str], None],
    left_out: Sequence[str],
    chosen: Sequence[str],
) -> Iterator[None]:
    """Land and build, and keep other builds out until what follows is done."""
    require_whole_rows(SEEDS)
    with ExitStack() as locks:
        for store, instead in _stores(target, places):
            locks.enter_context(_alone(store, instead))
        if target != DUCKDB:
            require_spark(target, places.raw, os.environ)
        _land(places, say)
        if target != DUCKDB and not os.environ.get("SPARK_REMOTE"):
            for folder in remove_unfinished(SPARK_FOLDER / "warehouse"):
                say(f"removed  {folder}/, which an earlier build left half-written")
        _run_dbt(target, places.warehouse, as_of_date, say, left_out, chosen)
        yield


def land_alone(places: Paths) -> list[LandedFile]:
    """Return what became of each landing file, while no build reads or writes what has landed."""
    with _alone(*_raw_store(places)):
        start_history(places.landing)
        return land(landing=places.landing, raw=places.raw, sources=SOURCES)


def manifest_of(target: str) -> Path:
    """Return where dbt describes the project for this target, each in a folder of its own."""
    return Path("target" if target == DUCKDB else f"target/{target}") / "manifest.json"


def published_marts(manifest: Path) -> list[str]:
    """Return the names of the models in the room `marts`, sorted."""
    if not manifest.is_file():
        raise UserError(f"There is no {manifest}: run `make build` or `dbt build` first.")
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return sorted(
        node["name"]
        for node in nodes
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    )


def _alone(store: Path, instead: str) -> AbstractContextManager[None]:
    path = store.with_name(store.name + ".lock")
    return only_writer(path, who="build", what=store, instead=instead)


def _raw_store(places: Paths) -> tuple[Path, str]:
    return places.raw, "set FORESALE_RAW to another folder"


def _stores(target: str, places: Paths) -> list[tuple[Path, str]]:
    # Engines may share the landed files, so these have a lock of their own.
    raw = _raw_store(places)
    if target == DUCKDB:
        return [(places.warehouse, "set FORESALE_WAREHOUSE to another file"), raw]
    return [(SPARK_FOLDER, "build in another folder"), raw]


def _land(places: Paths, say: Callable[[str], None]) -> None:
    if not places.landing.is_dir() or not any(places.landing.iterdir()):
        say(f"{places.landing}/ is empty: writing a synthetic world (2,000 customers, 4 years)")
        write_world(landing=places.landing, truth=places.truth)
    start_history(places.landing)
    files = land(landing=places.landing, raw=places.raw, sources=SOURCES)
    unchanged = sum(file.was_unchanged for file in files)
    say(f"landed   {len(files)} files, {unchanged} of them as before")


def _run_dbt(
    target: str,
    warehouse: Path,
    as_of_date: date | None,
    say: Callable[[str], None],
    left_out: Sequence[str],
    chosen: Sequence[str],
) -> None:
    # dbt takes seconds to import: only who builds pays for it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    rooms: list[str] = []

    def show_progress(event: Any) -> None:
        if event.info.name != "NodeFinished" or event.data.node_info.resource_type != "model":
            return
        room = event.data.node_info.node_path.split("/")[0]
        if room not in rooms:
            rooms.append(room)
            say(f"building {room}")

    command = ["--quiet", "build", "--target", target, *chosen]
    for resource_type in left_out:
        command += ["--exclude-resource-type", resource_type]
    command += ["--target-path", str(manifest_of(target).parent)]
    if as_of_date is not None:
        command += ["--vars", f"as_of_date: {as_of_date}"]
    # On a full disk, every line that dbt cannot log would print a traceback of its own.
    logging.raiseExceptions = False
    outcome = dbtRunner(callbacks=[show_progress]).invoke(command)
    # dbt keeps the warehouse open, and a file open for writing cannot be opened to read.
    close_warehouse: Callable[[], None] = DuckDBConnectionManager.close_all_connections
    close_warehouse()
    if outcome.exception is not None:
        stopped = shortage([repr(outcome.exception)], warehouse) or reason(str(outcome.exception))
        raise UserError(f"dbt build stopped and nothing was published: {stopped}.")
    results: list[Any] = getattr(outcome.result, "results", [])
    if not outcome.success:
        red = sorted(
            (r for r in results if r.status in ("error", "fail")), key=lambda r: str(r.node.name)
        )
        found = ", ".join(r.node.name + _why(r, target, warehouse) for r in red)
        if ran_out := shortage([str(r.message) for r in red], warehouse):
            raise UserError(
                f"dbt build ended red, nothing was published, for {ran_out}; see logs/dbt.log for "
                f"{found}."
            )
        raise UserError(
            f"dbt build ended red, nothing was published; see logs/dbt.log for {found}."
        )
    models = sum(r.node.resource_type == "model" for r in results)
    tests = sum(r.node.resource_type == "test" for r in results)
    say(f"built    {models} models, {tests} tests green")


def first_violation(compiled_sql: str, warehouse: Path) -> str:
    """Return the first row a red test found, ` (policy_id = money, weight_count = 3)`."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(compiled_sql)
        names = [column[0] for column in found.description]
        row = found.fetchone()
    if row is None:
        return ""
    return f" ({', '.join(f'{name} = {value}' for name, value in zip(names, row, strict=True))})"


def _why(result: Any, target: str, warehouse: Path) -> str:
    if result.status == "error":
        said = reason(str(result.message))
        return f" ({said})" if said else ""
    # the tables of another engine are out of reach by now
    if target == DUCKDB and result.node.compiled_code:
        return first_violation(result.node.compiled_code, warehouse)
    return ""

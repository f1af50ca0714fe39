"""The attack on the promise that no feature knows the future.

For sampled cutoffs, whatever was learned later is taken out of the landed rows or replaced at
random; staging to features are built from that in a copy. All that was known at the cutoff must
come out equal, cell by cell. Taking out is what scoring on that day would have seen.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import md5
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from foresale.known_cells import Compared, Difference, compare, snapshot
from foresale.lock import only_writer
from foresale.red import shortage
from foresale.rewrite import Attack, source_tables, write_attacked
from foresale.settings import Paths, UserError

ATTACKS: tuple[Attack, ...] = ("removed", "rewritten")
_SELECT = "+path:models/features"


class Day(NamedTuple):
    """A cutoff: the day its build is of, and the entities asked about on it."""

    as_of: date
    entities: frozenset[str]


@dataclass(frozen=True)
class Leak:
    """A column that knew what was attacked: which attack, on what day, and how it showed."""

    attack: Attack
    seed: int
    cutoff: date
    difference: Difference


def leakproof(
    *,
    places: Paths,
    scratch: Path,
    cutoffs: Sequence[date] | int,
    seed_count: int,
    say: Callable[[str], None],
) -> list[Leak]:
    """Return the columns that know the future, none when there is no leak.

    `scratch`: a folder that is made anew, holds the copies and is removed. `cutoffs`: the days to
    attack, or how many to draw by hash; each is attacked by removal once and by rewriting with
    `seed_count` seeds. Raises UserError where there is nothing to attack or dbt does not build
    the features.
    """
    if not places.raw.is_dir():
        raise UserError(f"There is no {places.raw}/: run `make build` or `foresale land` first.")
    with only_writer(
        scratch.with_name(scratch.name + ".lock"),
        who="leak proof",
        what=f"{scratch}/",
        instead="run it in another copy of the project",
    ):
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        try:
            return _proof(places, scratch, cutoffs, seed_count, say)
        finally:
            shutil.rmtree(scratch)


def _proof(
    places: Paths,
    scratch: Path,
    cutoffs: Sequence[date] | int,
    seed_count: int,
    say: Callable[[str], None],
) -> list[Leak]:
    # One place for all builds: dbt parses the project once.
    attacked = replace(places, raw=scratch / "raw", warehouse=scratch / "warehouse.duckdb")
    landed, kept = scratch / "landed", scratch / "as_landed.duckdb"
    with only_writer(
        places.raw.with_name(places.raw.name + ".lock"),
        who="build",
        what=places.raw,
        instead="set FORESALE_RAW to another folder",
    ):
        shutil.copytree(places.raw, landed)
    shutil.copytree(landed, attacked.raw)
    with _dbt(attacked, scratch / "target") as run:
        run({})
        manifest = json.loads((scratch / "target" / "manifest.json").read_text(encoding="utf-8"))
        calendar = _cutoffs(attacked.warehouse)
        snapshot(warehouse=attacked.warehouse, manifest=manifest, kept=kept)
        leaks = []
        for cutoff in _chosen(calendar, cutoffs):
            for attack in ATTACKS:
                for seed in range(1, 1 + (seed_count if attack == "rewritten" else 1)):
                    rows = _attack(landed, attacked.raw, manifest, attack, cutoff, seed)
                    attacked.warehouse.unlink()
                    as_of = cutoff if attack == "removed" else calendar[cutoff].as_of
                    run({"as_of_date": str(as_of)})
                    found = compare(
                        warehouse=attacked.warehouse, manifest=manifest, kept=kept, cutoff=cutoff
                    )
                    leaks += [Leak(attack, seed, cutoff, each) for each in found.differences]
                    say(_line(attack, seed, cutoff, rows, found))
    return leaks


def sentences(leaks: Sequence[Leak]) -> Iterator[str]:
    """Yield one line per leak: relation and column, when, how much changed and an example."""
    for leak in leaks:
        found = leak.difference
        yield (
            f"{found.relation}.{found.column}: {found.changed_count} of {found.row_count} rows"
            f" ({found.changed_count / max(found.row_count, 1):.1%}) differ at {leak.cutoff} when"
            f" the future is {leak.attack} (seed {leak.seed}), for example {found.example}"
        )


def _attack(
    raw: Path, target: Path, manifest: dict[str, Any], attack: Attack, cutoff: date, seed: int
) -> tuple[int, int]:
    shutil.rmtree(target)
    shutil.copytree(raw / "landing", target / "landing")
    total = future = 0
    for table in source_tables(manifest):
        rows, unknown = write_attacked(
            table=table, raw=raw, target=target, attack=attack, cutoff=cutoff, seed=seed
        )
        total, future = total + rows, future + unknown
    if not future:
        raise UserError(
            f"Nothing that has landed became known after {cutoff}, so there is nothing to attack: "
            "land what came later, or ask for another number of cutoffs."
        )
    return total, future


def _cutoffs(warehouse: Path) -> dict[date, Day]:
    # The last cutoff has no future to take away.
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(
            "select cutoff_date, max(as_of_date), list(distinct entity)"
            " from spines.cutoff_calendar inner join settings.tasks using (task_id)"
            " where cutoff_date < score_cutoff_date group by all order by all"
        ).fetchall()
    return {cutoff: Day(as_of, frozenset(entities)) for cutoff, as_of, entities in found}


def _chosen(calendar: Mapping[date, Day], wanted: Sequence[date] | int) -> list[date]:
    if not calendar:
        raise UserError(
            "The data are too young for any cutoff with a future: land a longer history."
        )
    if isinstance(wanted, int):
        return sorted(islice(_drawn(calendar), wanted))
    unknown = [str(day) for day in wanted if day not in calendar]
    if unknown:
        raise UserError(
            f"{', '.join(unknown)} is no cutoff with a future: take one of "
            f"{', '.join(map(str, calendar))}."
        )
    return sorted(set(wanted))


def _drawn(calendar: Mapping[date, Day]) -> Iterator[date]:
    """Yield days in an order of chance, first those of the most entities that had none yet."""
    left = dict(sorted(calendar.items(), key=lambda one: md5(str(one[0]).encode()).hexdigest()))
    everybody = frozenset(chain(*(day.entities for day in left.values())))
    waiting = everybody
    while left:
        cutoff = max(left, key=lambda day: len(left[day].entities & waiting))
        waiting = waiting - left.pop(cutoff).entities or everybody
        yield cutoff


def _line(attack: Attack, seed: int, cutoff: date, rows: tuple[int, int], found: Compared) -> str:
    return (
        f"{cutoff}  {attack:<9}  seed {seed}  {rows[1]:,} of {rows[0]:,} source rows attacked,"
        f" {found.value_count:,} values in {found.relation_count} relations compared,"
        f" {len(found.differences)} columns differ"
    )


@contextmanager
def _dbt(places: Paths, target: Path) -> Iterator[Callable[[dict[str, str]], None]]:
    # dbt takes seconds to import: only who builds pays for it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    places_of_copy = {
        "FORESALE_RAW": str(places.raw),
        "FORESALE_WAREHOUSE": str(places.warehouse),
    }
    before = {name: os.environ.get(name) for name in places_of_copy}
    os.environ.update(places_of_copy)
    parsed: Any = dbtRunner().invoke(["--quiet", "parse", "--target-path", str(target)])
    if not parsed.success:
        raise UserError(f"dbt cannot read the project: {parsed.exception or 'see logs/dbt.log'}.")

    def run(variables: dict[str, str]) -> None:
        command = ["--quiet", "build", "--resource-type", "seed", "--resource-type", "model"]
        command += ["--select", _SELECT, "--target-path", str(target)]
        command += ["--vars", json.dumps(variables)]
        outcome = dbtRunner(manifest=parsed.result).invoke(command)
        close_warehouse: Callable[[], None] = DuckDBConnectionManager.close_all_connections
        close_warehouse()
        if not outcome.success:
            results: list[Any] = getattr(outcome.result, "results", [])
            red = [r for r in results if r.status == "error"]
            said = [*(str(r.message) for r in red), repr(outcome.exception)]
            if ran_out := shortage(said, places.warehouse):
                raise UserError(f"The leak proof stopped, for {ran_out}.")
            stopped = sorted(r.node.name for r in red)
            raise UserError(
                f"dbt could not build {', '.join(stopped) or 'the features'} "
                f"({outcome.exception or 'see logs/dbt.log'}): build the project first, and if "
                "only the attacked rows stop it, mend the model, for no future row may."
            )

    try:
        yield run
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

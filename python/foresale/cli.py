"""The verbs of `python -m foresale`, each a thin call; errors of the user are one sentence."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from foresale.red import shortage
from foresale.settings import (
    DUCKDB,
    TARGETS,
    Paths,
    UserError,
    paths,
    require_named_landing,
    require_usable,
)


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return the exit code: 0, or 1 after one sentence on standard error.

    `compare` also ends with 1 where the runs differ.
    """
    parsed = _parser().parse_args(arguments)
    try:
        return parsed.run(parsed, paths(os.environ)) or 0
    except UserError as error:
        print(f"foresale: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        ran_out = shortage([repr(error)], paths(os.environ).warehouse)
        if not ran_out:
            raise
        print(f"foresale: Stopped, for {ran_out}.", file=sys.stderr)
        return 1


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it as 2026-01-31") from error


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no seed: write a whole number from 0")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no count: write a whole number from 1")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="foresale", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="verb")
    for verb, run_verb, what in (
        ("build", _build, "land what is new, run dbt build, publish the marts, print a summary"),
        ("train", _train, "land what is new, learn and judge the new models, publish nothing"),
        ("score", _score, "build everything with the models there are: no learning"),
    ):
        build = verbs.add_parser(verb, help=what)
        build.add_argument(
            "--as-of-date",
            type=_day,
            help="the last complete day of the data, where the data itself cannot say so",
        )
        build.add_argument("--target", choices=TARGETS, default=DUCKDB, help="the engine")
        build.set_defaults(run=run_verb)
    verbs.add_parser("land", help="read landing/ into raw/").set_defaults(run=_land)
    world = verbs.add_parser("world", help="write the synthetic world into landing/")
    world.add_argument("--size", choices=["tiny", "small", "large"], default="small")
    world.add_argument("--seed", type=_seed, default=1)
    world.add_argument("--clean", action="store_true", help="without the planted dirt")
    world.set_defaults(run=_world)
    export = verbs.add_parser("export", help="write the built warehouse as files, see README")
    export.add_argument("--target-folder", type=Path, default=Path("exports"))
    export.add_argument("--task", help="whose lists, where several tasks are about customers")
    export.set_defaults(run=_export)
    surface = verbs.add_parser(
        "surface", help="hand the list out: the next build knows what was on it"
    )
    surface.set_defaults(run=_surface)
    leakproof = verbs.add_parser(
        "leakproof", help="attack the future and prove that no feature knows of it"
    )
    leakproof.add_argument("--cutoffs", type=_count, default=3, help="how many days are drawn")
    leakproof.add_argument("--cutoff", type=_day, action="append", help="attack this day instead")
    leakproof.add_argument("--seeds", type=_count, default=1, help="how often each is rewritten")
    leakproof.set_defaults(run=_leakproof)
    compare = verbs.add_parser(
        "compare", help="name the first link from landing to marts in which two runs differ"
    )
    run = "a version in chains.jsonl of the publish folder, or another such file: its last run"
    compare.add_argument("one", help=run)
    compare.add_argument("other", help=run)
    compare.set_defaults(run=_compare)
    return parser


def _build(options: argparse.Namespace, places: Paths) -> None:
    from foresale.build import build

    build(**_asked(options, places))


def _train(options: argparse.Namespace, places: Paths) -> None:
    from foresale.build import train

    train(**_asked(options, places))


def _score(options: argparse.Namespace, places: Paths) -> None:
    from foresale.build import SCORE_ALONE, build

    build(**_asked(options, places), chosen=SCORE_ALONE)


def _asked(options: argparse.Namespace, places: Paths) -> dict[str, Any]:
    require_usable(places, "landing", "raw", "warehouse", "publish", "truth")
    require_named_landing(os.environ)
    asked = {"target": options.target, "as_of_date": options.as_of_date}
    return {"places": places, "say": print, **asked}


def _land(_: argparse.Namespace, places: Paths) -> None:
    from foresale.build import land_alone

    require_usable(places, "landing", "raw")
    for file in land_alone(places):
        state = "as before" if file.was_unchanged else f"{file.rows_in} rows"
        print(f"{file.source_file}: {state}")


def _world(options: argparse.Namespace, places: Paths) -> None:
    from foresale.world import write_world

    require_usable(places, "landing", "truth")
    if places.landing.is_dir() and any(places.landing.iterdir()):
        raise UserError(
            f"{places.landing}/ is not empty: the synthetic world is never mixed with other files; "
            "empty the folder or set FORESALE_LANDING to another one."
        )
    write_world(
        landing=places.landing,
        truth=places.truth,
        size=options.size,
        seed=options.seed,
        dirty=not options.clean,
    )


def _leakproof(options: argparse.Namespace, places: Paths) -> None:
    from foresale.leakproof import leakproof, sentences

    leaks = leakproof(
        places=places,
        scratch=Path("target/leakproof"),
        cutoffs=options.cutoff or options.cutoffs,
        seed_count=options.seeds,
        say=print,
    )
    for sentence in sentences(leaks):
        print(sentence)
    if leaks:
        columns = {f"{leak.difference.relation}.{leak.difference.column}" for leak in leaks}
        raise UserError(
            f"Columns that know the future: {len(columns)}, listed above; compare what they read "
            "with the cutoff through known_at, by the time it was known."
        )
    print("No feature, spine row or staged value knows what was learned after its cutoff.")


def _export(options: argparse.Namespace, places: Paths) -> None:
    from foresale.build import manifest_of
    from foresale.export import export

    target = options.target_folder
    files = export(
        warehouse=places.warehouse,
        manifest=manifest_of(DUCKDB),
        target=target,
        task_id=options.task,
    )
    print(f"exported {len(files)} files into {target}/")


def _surface(_: argparse.Namespace, places: Paths) -> None:
    from foresale.surfaced import surface

    path, count = surface(warehouse=places.warehouse, landing=places.landing)
    print(f"handed out {count} rows in {path}")


def _compare(options: argparse.Namespace, places: Paths) -> int:
    from foresale.chain import CHAINS, differences, named_chain, verdict

    history = places.publish / CHAINS
    one, other = (named_chain(name, history) for name in (options.one, options.other))
    if not {link.link for link in one.links} & {link.link for link in other.links}:
        raise UserError(
            f"{options.one} and {options.other} have no link in common: compare runs of the same "
            "project."
        )
    print(verdict(one, other))
    found = differences(one, other)
    for link, relations in found:
        print(f"  {link}: {', '.join(relations)}")
    return 1 if found else 0

"""The verbs of `python -m foresale`, each a thin call; errors of the user are one sentence."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from foresale.red import shortage
from foresale.settings import DUCKDB, TARGETS, Paths, UserError, paths


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return the exit code: 0, or 1 after one sentence on standard error."""
    parsed = _parser().parse_args(arguments)
    try:
        parsed.run(parsed, paths(os.environ))
    except UserError as error:
        print(f"foresale: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        ran_out = shortage([repr(error)], paths(os.environ).warehouse)
        if not ran_out:
            raise
        print(f"foresale: Stopped, for {ran_out}.", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="foresale", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="verb")
    build = verbs.add_parser(
        "build", help="land what is new, run dbt build, publish the marts, print a summary"
    )
    build.add_argument(
        "--as-of-date",
        type=date.fromisoformat,
        help="the last complete day of the data, where the data itself cannot say so",
    )
    build.add_argument("--target", choices=TARGETS, default=DUCKDB, help="the engine that builds")
    build.set_defaults(run=_build)
    verbs.add_parser("land", help="read landing/ into raw/").set_defaults(run=_land)
    world = verbs.add_parser("world", help="write the synthetic world into landing/")
    world.add_argument("--size", choices=["tiny", "small", "large"], default="small")
    world.add_argument("--seed", type=int, default=1)
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
    return parser


def _build(options: argparse.Namespace, places: Paths) -> None:
    from foresale.build import build

    build(places=places, target=options.target, as_of_date=options.as_of_date, say=print)


def _land(_: argparse.Namespace, places: Paths) -> None:
    from foresale.build import land_alone

    for file in land_alone(places):
        state = "as before" if file.was_unchanged else f"{file.rows_in} rows"
        print(f"{file.source_file}: {state}")


def _world(options: argparse.Namespace, places: Paths) -> None:
    from foresale.world import write_world

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

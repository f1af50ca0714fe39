"""Damaged files and tampered models: what the next build mends, and what it refuses."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from chaos_house import House, Outcome, require

from foresale.build import manifest_of, published_marts
from foresale.publish import publish

_STORED = """(
    select min(model_id) from training.model_registry
    where model_json is not null and task_id = 'division_purchase'
)"""
# dbt prints the traceback of a Python model, and this is its last line.
_REFUSED = "foresale.settings.UserError: "
# What is done to the first stored model, and what scoring then says.
TAMPERINGS: Mapping[str, tuple[str, str]] = {
    "one character of the model": (
        "model_json = substr(model_json, 1, 999) || '~' || substr(model_json, 1001)",
        "is not the one that was stored (sha256 differs)",
    ),
    "one character of the sha256": (
        "model_sha256 = '~' || substr(model_sha256, 2)",
        "has a model_id beside its model_sha256",
    ),
    "a golden row": (
        "golden_rows_json = replace(golden_rows_json, '\"calibrated\":0.', '\"calibrated\":1.')",
        "does not reproduce its golden rows",
    ),
}


def tamper(house: House, change: str) -> None:
    """Return nothing; change the first stored model of the registry."""
    with duckdb.connect(str(house.warehouse)) as connection:
        connection.execute("create table if not exists main.kept as from training.model_registry")
        changed = connection.execute(
            f"update training.model_registry set {change} where model_id = {_STORED} returning 1"
        ).fetchall()
    require(changed == [(1,)], "There was no stored model to tamper with.")


def restore(house: House) -> None:
    """Return nothing; put the registry back as it was before it was tampered with."""
    with duckdb.connect(str(house.warehouse)) as connection:
        connection.execute("truncate training.model_registry")
        connection.execute("insert into training.model_registry from main.kept")
        connection.execute("drop table main.kept")


def tamper_models(house: House, undisturbed: Outcome) -> dict[str, Any]:
    """Return what dbt says about tampered models, and a whole build about the first of them."""
    said = {}
    select = ("--no-use-colors", "build", "--exclude-resource-type", "unit_test", "--select")
    for what, (change, words) in TAMPERINGS.items():
        tamper(house, change)
        ended = house.run(
            "dbt.cli.main", *select, "model_vintages", "score_customer", "predictions"
        )
        lines = (line.strip() for line in ended.said.splitlines())
        told = [line for line in lines if line.startswith(_REFUSED) and words in line]
        require(ended.code == 1 and bool(told), f"{what} was not refused: {ended.said[-500:]}")
        said[what] = told[0].removeprefix(_REFUSED)
        house.require_publication([undisturbed.version])
        restore(house)
    tamper(house, TAMPERINGS["one character of the model"][0])
    ended = house.run()
    sentence = ended.complained.strip()
    require(ended.code == 1 and "\n" not in sentence, f"No sentence: {sentence[:2000]}")
    require("sha256 differs" in sentence, f"Another sentence: {sentence}")
    house.require_publication([undisturbed.version])
    restore(house)
    house.build()
    house.require_as(undisturbed)
    return {"refused": said, "whole_build": sentence, "restored": "equal to the undisturbed one"}


def damage_files(house: House, undisturbed: Outcome) -> dict[str, Any]:
    """Return what becomes of damaged files: of raw/, of the publication, of dbt's own state."""
    raw = sorted(house.raw.glob("erp/*/*.parquet"))
    for number, path in enumerate(raw):
        damage(path, number / len(raw))
    ended = house.run("foresale", "land")
    require(ended.code == 0, f"Damaged raw files were not made again: {ended.complained}")
    require(house.raw_bytes() == undisturbed.raw, "A damaged raw file stayed.")
    version = house.publish_to / "versions" / undisturbed.version
    published = sorted(path for path in version.iterdir())
    for number, path in enumerate(published):
        damage(path, number / len(published))
    manifest = house.folder / manifest_of("duckdb")
    publication = publish(
        warehouse=house.warehouse, publish_to=house.publish_to, marts=published_marts(manifest)
    )
    require(publication.version == undisturbed.version, "Another version was published.")
    house.require_publication([undisturbed.version])
    for path in house.folder.glob("target/*.*"):
        damage(path, 0.5)
    house.build()
    house.require_as(undisturbed)
    return {
        "raw_files_made_again": len(raw),
        "published_files_made_again": len(published),
        "build_with_damaged_dbt_state": "equal to the undisturbed one",
    }


def damage(path: Path, share: float) -> None:
    """Return nothing; truncate every second file, change one bit of the others."""
    content = path.read_bytes()
    place = int(share * len(content))
    if len(path.name) % 2:
        path.write_bytes(content[:place])
    else:
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

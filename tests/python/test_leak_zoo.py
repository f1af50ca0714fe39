"""Every planted leak is caught by the detector named for it, and no clean feature is accused."""

import csv
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import House
from house import PROJECT, dbt, foresale, run

WORLD = PROJECT / "tests" / "world"
LEAKS = {
    row["leak"]: row["caught_by"]
    for row in csv.DictReader((WORLD / "leaks" / "detectors.csv").read_text().splitlines())
}
CLEAN = sorted(path.stem for path in (WORLD / "clean").glob("*.sql"))
CUTOFF = "2023-04-30"

# What the synthetic company lacks: an article sold ahead of its listing, an end taken back.
HARD_ROWS = {
    "products": (
        "sku,product_name,division_id,division_name,recorded_at",
        "NEW-001,Ahead of its listing,cad,CAD Software,2023-09-01 09:00:00",
    ),
    "invoice_lines": (
        "line_id,invoice_id,customer_id,sku,sold_date,quantity,revenue,gross_profit,recorded_at",
        "H1,H1,100001,NEW-001,2023-03-10,1,500.00,200.00,2023-03-10 09:00:00",
        "H2,H2,100002,NEW-001,2023-04-10,1,700.00,300.00,2023-04-10 09:00:00",
    ),
    "assets": (
        "asset_id,customer_id,sku,started_date,is_subscription,expires_date,ended_date,"
        "ended_recorded_at,recorded_at",
        "H1,100001,CAD-001,2022-01-01,true,2025-01-01,,,2022-01-01 09:00:00",
        "H1,100001,CAD-001,2022-01-01,true,2025-01-01,2023-03-01,2023-03-10 09:00:00,"
        "2022-01-01 09:00:00",
        "H1,100001,CAD-001,2022-01-01,true,2025-01-01,,,2023-11-01 09:00:00",
    ),
}


class Verdict(NamedTuple):
    """What the detectors say: by planted feature, which of them accuse it."""

    accused_by: dict[str, set[str]]
    printed: str
    exit_code: int


def _plant(project: Path) -> None:
    """Add all features of the zoo to the project, and what the synthetic company lacks."""
    planted = project / "models" / "features" / "planted"
    planted.mkdir()
    for path in [*WORLD.glob("leaks/*.sql"), *WORLD.glob("clean/*.sql")]:
        without_contract = "{{ config(contract={'enforced': false}) }}\n"
        (planted / path.name).write_text(without_contract + path.read_text())
    for table, lines in HARD_ROWS.items():
        file = project / "landing" / "erp" / table / "hard.csv"
        file.write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def verdict(tiny_house: House, tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    project = tmp_path_factory.mktemp("zoo") / "project"
    shutil.copytree(tiny_house.project, project, symlinks=True)
    _plant(project)
    foresale(project, "land")
    accused: dict[str, set[str]] = {}
    dbt(project, "compile", "--select", "path:tests/rules")
    for rule in set(LEAKS.values()) - {"leakproof"}:
        sentences = (project / f"target/compiled/foresale/tests/rules/{rule}.sql").read_text()
        for name in {*LEAKS, *CLEAN}:
            if re.search(rf"\b{name}\b", sentences):
                accused.setdefault(name, set()).add(rule)
    done = run(project, "foresale", "leakproof", "--cutoff", CUTOFF)
    report = re.findall(
        r"^(?:staging|spines|features)\.(\w+)\..* the future is (\w+) ", done.stdout, re.MULTILINE
    )
    for relation, attack in report:
        accused.setdefault(relation, set()).update({"leakproof", attack})
    return Verdict(accused, done.stdout + done.stderr, done.returncode)


@pytest.mark.parametrize("leak", sorted(LEAKS))
def test_the_detector_named_for_it_catches_the_planted_leak(leak: str, verdict: Verdict) -> None:
    assert LEAKS[leak] in verdict.accused_by.get(leak, set()), verdict.printed


@pytest.mark.parametrize("attack", ["removed", "rewritten"])
def test_each_attack_catches_most_leaks_alone(attack: str, verdict: Verdict) -> None:
    caught = {leak for leak, detectors in verdict.accused_by.items() if attack in detectors}

    assert len(caught) >= 15, verdict.printed


def test_only_rewriting_sees_what_was_stated_anew(verdict: Verdict) -> None:
    assert verdict.accused_by["current_state_of_a_dimension"] == {"leakproof", "rewritten"}


@pytest.mark.parametrize("feature", CLEAN)
def test_a_clean_feature_is_not_accused(feature: str, verdict: Verdict) -> None:
    assert verdict.accused_by.get(feature, set()) == set(), verdict.printed


def test_no_feature_of_the_project_is_accused(verdict: Verdict) -> None:
    assert set(verdict.accused_by) <= set(LEAKS), verdict.printed


def test_the_report_says_what_when_how_much_and_an_example(verdict: Verdict) -> None:
    assert verdict.exit_code == 1
    assert "Columns that know the future: " in verdict.printed
    assert re.search(
        r"features\.representative_of_today\.planted: \d+ of \d+ rows \(\d+\.\d%\) differ at "
        rf"{CUTOFF} when the future is removed \(seed 1\), for example entity_id \d+, offer_id",
        verdict.printed,
    )


def test_every_file_of_the_zoo_has_its_detector() -> None:
    assert sorted(path.stem for path in (WORLD / "leaks").glob("*.sql")) == sorted(LEAKS)
    assert len(LEAKS) >= 15
    assert len(CLEAN) >= 10

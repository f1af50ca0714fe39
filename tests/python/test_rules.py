"""Each rule of the house finds the violation planted for it, and none where none is planted."""

import re
from pathlib import Path

import pytest
from conftest import House
from house import PROJECT, copy_project, dbt

RULES = sorted(path.stem for path in (PROJECT / "tests" / "rules").glob("*.sql"))


def _plant(project: Path) -> None:
    """Break every rule once, in models that still parse."""
    models = project / "models"
    (models / "labels" / "peek.sql").write_text(
        "-- Looks at a room it must not see.\n"
        "select * from {{ ref('features_customer') }}\n"
        "inner join features.feature_list on random() < 1\n"
        "where cutoff_date < current_date and list_sum([1]) > 0\n"
    )
    (models / "labels" / "_peek.yml").write_text(
        "models:\n"
        "  - name: peek\n"
        "    description: Looks.\n"
        "    columns:\n"
        "      - {name: profit_pct, data_type: double}\n"
    )
    star = models / "star" / "_star.yml"
    star.write_text(star.read_text().replace("timeless:", "timed:"))
    room = models / "scoring" / "_scoring.yml"
    room.write_text(room.read_text().replace("one_row_per_house_key", "always_green"))
    (project / "tests" / "generic" / "always_green.sql").write_text(
        "{% test always_green(model, with_task=false) %}select 1 as a where false{% endtest %}\n"
    )
    exposures = models / "marts" / "_exposures.yml"
    exposures.write_text(exposures.read_text().replace("ref('icp_scores')", "ref('whitespace')"))
    contract = models / "marts" / "_marts.yml"
    contract.write_text(
        contract.read_text().replace(
            "- name: icp_scores\n",
            "- name: icp_scores\n    config: {contract: {enforced: false}}\n",
        )
    )


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    project = copy_project(tmp_path_factory.mktemp("planted") / "project")
    _plant(project)
    printed = dbt(project, "--no-use-colors", "test", "--select", "path:tests/rules").stdout
    found = re.findall(r"(PASS|FAIL) ?\d* (\w+) \.\.", printed)
    return {rule: verdict for verdict, rule in found}


@pytest.mark.parametrize("rule", RULES)
def test_a_planted_violation_makes_the_rule_fail(rule: str, verdicts: dict[str, str]) -> None:
    assert verdicts.get(rule) == "FAIL"


@pytest.mark.parametrize("rule", RULES)
def test_the_project_itself_keeps_the_rule(rule: str, tiny_house: House) -> None:
    log = (tiny_house.project / "logs" / "dbt.log").read_text()

    assert re.search(rf"PASS {rule} ", log)


def test_compiled_sql_asks_no_clock_and_no_chance(tiny_house: House) -> None:
    forbidden = re.compile(
        r"\b(current_date|current_timestamp|now\s*\(|today\s*\(|random\s*\(|uuid\s*\()",
        re.IGNORECASE,
    )
    compiled = list((tiny_house.project / "target" / "compiled").glob("foresale/models/**/*.sql"))

    assert len(compiled) > 60
    assert not [path.name for path in compiled if forbidden.search(path.read_text())]
    assert forbidden.search("select current_date")


def untested_words(engine: str, tests: str) -> list[str]:
    """Return the macros of engine.sql that no test on inline rows calls; what they dispatch to is
    called through them."""
    words = re.findall(r"{% macro (\w+)\(", engine)
    return [word for word in words if "__" not in word and f" {word}(" not in tests]


def test_every_word_of_the_engine_has_a_test_on_inline_rows() -> None:
    engine = (PROJECT / "macros" / "engine.sql").read_text()
    tests = "".join(path.read_text() for path in (PROJECT / "tests" / "macros").glob("*.sql"))

    assert untested_words(engine, tests) == []
    assert untested_words(engine + "{% macro new_word(text) -%}", tests) == ["new_word"]

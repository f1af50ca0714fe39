"""No key of the YAML is misspelt, and every test the YAML and the folders declare is run.

dbt takes any key in silence: `data_test:` is a test that never runs. It knows which keys there are
but checks them for other warehouses only; here its check is asked about every file.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import House
from dbt.jsonschemas import jsonschemas
from house import PROJECT

Check = Callable[[str, str], list[str]]
FILES = [
    "dbt_project.yml",
    *sorted(
        str(path.relative_to(PROJECT))
        for folder in ("models", "seeds", "macros", "tests")
        for path in (PROJECT / folder).rglob("*.yml")
    ),
]


@pytest.fixture
def misspelt(monkeypatch: pytest.MonkeyPatch) -> Check:
    """What dbt's own check says about a text in the place of a file: the keys it does not know."""
    found: list[str] = []
    monkeypatch.setattr(jsonschemas, "_can_run_validations", lambda: True)
    monkeypatch.setattr(jsonschemas, "_get_allowed_config_key_aliases", lambda: [])
    monkeypatch.setattr(
        jsonschemas.deprecations,
        "warn",
        lambda _, **what: found.append(what.get("key") or what["msg"].split()[-1]),
    )

    def check(file: str, text: str) -> list[str]:
        project = file == "dbt_project.yml"
        schema = jsonschemas.project_schema() if project else jsonschemas.resources_schema()
        found.clear()
        jsonschemas.jsonschema_validate(schema=schema, json=yaml.safe_load(text), file_path=file)
        return list(found)

    return check


def test_no_key_of_the_project_is_misspelt(misspelt: Check) -> None:
    assert len(FILES) > 40
    assert {
        file: keys for file in FILES if (keys := misspelt(file, (PROJECT / file).read_text()))
    } == {}


@pytest.mark.parametrize(
    ("file", "right", "wrong", "key"),
    [
        ("seeds/_seeds.yml", "    data_tests:\n", "    data_test:\n", "data_test"),
        ("seeds/_seeds.yml", "        data_tests:", "        data_test:", "data_test"),
        ("seeds/_seeds.yml", "    description:", "    descripton:", "descripton"),
        ("seeds/_seeds.yml", "column_types:", "column_typs:", "column_typs"),
        ("models/marts/_marts.yml", "data_type:", "datatype:", "datatype"),
        ("models/marts/_marts.yml", "    columns:", "    column:", "column"),
        ("dbt_project.yml", "+materialized:", "+materialised:", "+materialised"),
        ("dbt_project.yml", "+full_refresh:", "+fullrefresh:", "+fullrefresh"),
        ("dbt_project.yml", "on-run-start:", "on-run-begin:", "on-run-begin"),
    ],
)
def test_a_misspelt_key_is_found(
    file: str, right: str, wrong: str, key: str, misspelt: Check
) -> None:
    text = (PROJECT / file).read_text()
    assert right in text
    assert key in misspelt(file, text.replace(right, wrong, 1))


def test_every_column_of_a_seed_has_a_type_and_the_other_way_round() -> None:
    seeds = [
        seed
        for file in FILES
        if file.startswith("seeds/")
        for seed in yaml.safe_load((PROJECT / file).read_text())["seeds"]
    ]

    assert {f"{seed['name']}.csv" for seed in seeds} == {
        path.name for path in (PROJECT / "seeds").glob("*.csv")
    }
    for seed in seeds:
        named = [column["name"] for column in seed["columns"]]
        assert (seed["name"], list(seed["config"]["column_types"])) == (seed["name"], named)


def declared_tests(node: Any) -> Iterator[Any]:
    """Yield every test that a parsed YAML file gives a model, a source, a seed or a column."""
    if isinstance(node, dict):
        yield from node.get("data_tests") or []
        node = [value for key, value in node.items() if key not in ("data_tests", "anchors")]
    if isinstance(node, list):
        for item in node:
            yield from declared_tests(item)


def test_every_declared_test_is_run(tiny_house: House) -> None:
    files = [file for file in FILES if file != "dbt_project.yml"]
    generic = sum(
        1 for file in files for _ in declared_tests(yaml.safe_load((PROJECT / file).read_text()))
    )
    singular = [
        path
        for folder in ("data", "macros", "rules")
        for path in (PROJECT / "tests" / folder).glob("*.sql")
    ]
    results = tiny_house.project / "target" / "run_results.json"
    run = [
        result["unique_id"]
        for result in json.loads(Path(results).read_text())["results"]
        if result["unique_id"].startswith("test.")
    ]

    assert len(run) == generic + len(singular)

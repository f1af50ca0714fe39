"""Each rule of the house finds the violation planted for it, and none where none is planted."""

import re
from pathlib import Path

import duckdb
import jinja2
import pytest
from conftest import House
from house import PROJECT, copy_project, dbt

RULES = sorted(path.stem for path in (PROJECT / "tests" / "rules").glob("*.sql"))

# One model for each way of breaking a rule, by the rule, and models that look like it and do not.
WAYS = {
    "no_wall_clock": [
        "select current_date",
        "select get_current_timestamp()",
        "select current_localtimestamp()",
        "select localtimestamp",
        "select now() as a",
        "select today ( )",
        "select unix_timestamp()",
        "select 'now'::timestamp",
        "select date 'today'",
        "select cast('now' as timestamp)",
        "select '{{ run_started_at }}'",
        "select '{{ modules.datetime.datetime.utcnow() }}'",
        "def model(dbt, session):\n    return datetime.now()",
        "def model(dbt, session):\n    return time.time()",
    ],
    "no_randomness": [
        "select random()",
        "select RAND(7)",
        "select uuid()",
        "select gen_random_uuid()",
        "select * from {{ ref('dim_offer') }} using sample 10",
        "select * from {{ ref('dim_offer') }} tablesample (10 percent)",
        "select * from {{ ref('dim_offer') }} order by hash(offer_id)",
        "select rowid from {{ ref('dim_offer') }}",
        "select monotonically_increasing_id()",
        "import random\n\n\ndef model(dbt, session):\n    return random.choice([])",
        "def model(dbt, session):\n    return np.random.normal()",
        "def model(dbt, session):\n    return dbt.ref('dim_offer').df().sample(3)",
    ],
    "nothing_is_read_past_the_graph": [
        "select * from labels.labels_customer",
        'select 1 from {{ ref("dim_offer") }} left join "labels"."labels_customer" on true',
        "select * from 'raw/erp/deals/*.parquet'",
        "select * from {{ adapter.get_relation('w', 'labels', 'labels_customer') }}",
        "select '{{ run_query('select 1') }}'",
        "select * from {{ this }}",
        "select * from {{ target.schema }}.labels",
        "select * from {{ 'labels' }}.labels_customer",
        "select * from {{ ref('dim_offer') if false else 'labels.labels_customer' }}",
        "select * from read_json('raw/erp/deals/*.json')",
        "select * from parquet_scan('raw/erp/deals/*.parquet')",
        "select 1 from {{ ref('dim_offer') }} inner join query_table('labels_customer') on true",
        "select 1 from {{ ref('dim_offer') }}, labels.labels_customer",
        "select 1 from {{ ref('dim_offer') }} as a, \"labels\".labels_customer as b",
        "with a as (select 1 as b)\nselect b from a, {{ this }}",
        "with a as ({{ last_run('promotions', {'task_id': 'string'}) }})\nselect task_id from a",
        "def model(dbt, session):\n    return dbt.this",
        "def model(dbt, session):\n    return open('raw/erp/deals.csv').read()",
        "def model(dbt, session):\n    return pd.read_parquet('raw/erp/deals')",
        "def model(dbt, session):\n    return session.sql('from labels.labels_customer')",
        "def model(dbt, session):\n    return session.table('labels.labels_customer')",
    ],
    "floor_plan": [
        "select * from {{ ref('labels_customer') }}",
        "select * from {{ ref('champions') }}",
        "select * from {{ source('erp', 'deals') }}",
        "select * from {{ ref('kept_labels') }}",
    ],
    "features_do_not_know_what_a_day_is_for": [
        "select case when cutoff_role = 'score' then 1 end from {{ ref('cutoff_calendar') }}",
        "select window_end_date from {{ ref('cutoff_calendar') }}",
        "select as_of_date from {{ ref('vintages') }}",
    ],
    "known_time_everywhere": [
        "select * from {{ ref('dim_rep') }}",
        "select * from {{ ref('dim_division') }}",
    ],
}
CLEAN = [
    "-- What was on file today, now and then (random words).\n"
    "select random_seed, today_count, uuid, row_hash, ':now' as a from {{ ref('tasks') }}",
    "select extract(year from offers.a_date), trim(both ' ' from offers.name) as b\n"
    "from {{ ref('dim_offer') }} as offers where offers.a is not distinct from offers.b",
    "with a as (select offer_id, (select b from c), count(1) from {{ ref('dim_offer') }} as d)\n"
    "select {{ month_end('a.b') }} as e, f.g from a, {{ ref('tasks') }} as f where a.is_open (1)",
    "{{ config(materialized='incremental', on_schema_change='fail') }}\n"
    "select 1 as a from {{ this }}",
    "from foresale import score\n\n\ndef model(dbt, session):\n"
    "    return score(models=dbt.ref('dim_offer'), session=session)",
]


def _write_models(project: Path, name: str, codes: list[str]) -> None:
    """Write each code as a model of features of this name and its number."""
    for number, code in enumerate(codes):
        suffix = "py" if "def model" in code else "sql"
        (project / "models" / "features" / f"{name}_{number}.{suffix}").write_text(code + "\n")


def _plant(project: Path) -> None:
    """Break every rule in each way we know, in models that still parse."""
    models = project / "models"
    for rule, codes in WAYS.items():
        _write_models(project, rule, codes)
    _write_models(project, "clean", CLEAN)
    (models / "training" / "own_matrix.py").write_text(
        "def model(dbt, session):\n    return dbt.ref('features_customer__rfm')\n"
    )
    (project / "snapshots").mkdir()
    (project / "snapshots" / "kept_labels.sql").write_text(
        "{% snapshot kept_labels %}{{ config(unique_key='entity_id', strategy='check', "
        "check_cols='all') }} select * from {{ ref('labels_customer') }}{% endsnapshot %}\n"
    )
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
    text = star.read_text().replace("name: known_at", "name: recorded_at")
    star.write_text(text.replace("name: valid_to_at", "name: until_at"))
    files = models / "staging" / "_staging.yml"
    files.write_text(files.read_text().replace("no_known_time:", "why:"))
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
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The violations by the rule that found them."""
    project = copy_project(tmp_path_factory.mktemp("planted") / "project")
    _plant(project)
    dbt(project, "test", "--select", "path:tests/rules", "--store-failures")
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        return {
            rule: [text for (text,) in connection.execute(f"from audit.{rule}").fetchall()]
            for rule in RULES
        }


@pytest.mark.parametrize("rule", RULES)
def test_a_planted_violation_makes_the_rule_fail(rule: str, found: dict[str, list[str]]) -> None:
    assert found[rule]


@pytest.mark.parametrize("rule", WAYS)
def test_every_way_of_breaking_the_rule_is_found(rule: str, found: dict[str, list[str]]) -> None:
    missed = [
        code
        for number, code in enumerate(WAYS[rule])
        if not any(text.startswith(f"{rule}_{number} ") for text in found[rule])
    ]

    assert missed == []


def test_a_model_that_learns_from_another_matrix_is_found(found: dict[str, list[str]]) -> None:
    sentence = "own_matrix reads features_customer__rfm, which is not the matrix"

    assert sentence in found["features_do_not_know_what_a_day_is_for"]


def test_what_only_looks_like_it_is_not_found(found: dict[str, list[str]]) -> None:
    texts = [text for rule in WAYS for text in found[rule]]

    assert not [text for text in texts if text.startswith("clean_")]


def test_a_source_and_a_dated_model_without_a_known_time_are_found(
    found: dict[str, list[str]],
) -> None:
    assert "source files has no recorded_at" in found["known_time_everywhere"]
    assert "fct_contact has dates and no known time" in found["known_time_everywhere"]
    assert "dim_customer has states that never end" in found["known_time_everywhere"]


@pytest.mark.parametrize("rule", RULES)
def test_the_project_itself_keeps_the_rule(rule: str, tiny_house: House) -> None:
    log = (tiny_house.project / "logs" / "dbt.log").read_text()

    assert re.search(rf"PASS {rule} ", log)


def forbidden_words(rule: str) -> re.Pattern[str]:
    """Return what the rule forbids, as its file says it."""
    head = (PROJECT / "tests" / "rules" / f"{rule}.sql").read_text().split("{%- set sentences")[0]
    return re.compile(jinja2.Template(head + "{{ forbidden }}").render().splitlines()[-1])


@pytest.mark.parametrize("rule", ["no_wall_clock", "no_randomness"])
def test_compiled_sql_asks_no_clock_and_no_chance(rule: str, tiny_house: House) -> None:
    """Macros are compiled in, which the rule over the graph does not see."""
    forbidden = forbidden_words(rule)
    compiled = list((tiny_house.project / "target" / "compiled").glob("foresale/models/**/*.sql"))

    assert len(compiled) > 60
    assert not [path.name for path in compiled if forbidden.search(path.read_text())]
    assert all(forbidden.search(code.replace("{{", "").strip()) for code in WAYS[rule])


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

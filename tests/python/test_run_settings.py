"""What a run of dbt may be told: to ask about one offer alone, to go on over what tests find."""

import json
import shutil
from pathlib import Path

import duckdb
from conftest import House
from house import dbt, run

CAD = "select * from marts.whitespace where division = 'cad' order by customer_id"
COMPARED = "customer_id, p_icp, p_icp_pct, ev_norm, score, expected_value_usd, model_id"


def _query(project: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_an_offer_asked_about_alone_is_scored_as_among_all(
    tiny_house: House, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(tiny_house.project, alone, symlinks=True)
    among_all = _query(tiny_house.project, f"select {COMPARED} from ({CAD})")

    done = dbt(
        alone, "build", "--exclude-resource-type", "unit_test", "--vars", "{offer_id: cad}"
    )  # fmt: skip

    assert done.returncode == 0, done.stdout
    assert _query(alone, "select distinct division from marts.icp_scores") == [("cad",)]
    assert _query(alone, f"select {COMPARED} from ({CAD})") == among_all
    assert among_all


def test_a_build_told_to_warn_goes_on_and_keeps_what_was_found(
    tiny_house: House, tmp_path: Path
) -> None:
    spoiled = tmp_path / "spoiled"
    shutil.copytree(tiny_house.project, spoiled, symlinks=True)
    weights = spoiled / "seeds" / "policy_weights.csv"
    weights.write_text(
        weights.read_text().replace("blend,probability,0.6", "blend,probability,-0.1")
    )
    command = ["build", "--select", "policy_weights", "policy_variants", "--store-failures"]

    strict = dbt(spoiled, *command)
    skipped = _statuses(spoiled, "model")
    mild = dbt(spoiled, *command, "--vars", "{severity: warn}")

    assert (strict.returncode, skipped) == (1, {"policy_variants": "skipped"})
    assert mild.returncode == 0, mild.stdout
    assert _statuses(spoiled, "model") == {"policy_variants": "success"}
    (warned,) = [name for name, status in _statuses(spoiled, "test").items() if status == "warn"]
    assert warned.startswith("between_policy_weights_weight")
    assert _query(spoiled, f"select weight from {_relation(spoiled, warned)}") == [(-0.1,)]


def test_an_offer_nobody_bought_says_so_and_an_offer_there_is_not_cannot_be_asked_about(
    tiny_house: House, tmp_path: Path
) -> None:
    project = tmp_path / "offers"
    shutil.copytree(tiny_house.project, project, symlinks=True)
    odd = "o'brien „x“ 日本"
    _add(project, "offers", "new,New,sku_set,", f'{odd},"Quoted ""set"", new",sku_set,')
    _add(project, "sku_map", "NO-SUCH-ARTICLE,new", f"PRN-LF-01,{odd}")
    models = ["offers", "sku_map", "dim_offer", "fct_offer_sku", "model_cards"]
    check = "dim_offer__the_one_asked_about_is_there"
    chosen = ["--indirect-selection", "empty", "--select", *models, check]
    asked = json.dumps({"offer_id": odd})
    commands = [
        ["build", *chosen, "--vars", asked],
        ["test", "--select", check, "--vars", "{offer_id: cda}"],
    ]

    done = run(project, "tests.python.dbt_in_turn", json.dumps(commands))

    there, missing = json.loads(done.stdout.splitlines()[-1])
    assert (there, missing[0]) == ([True, []], False)
    assert _statuses(project, "test") == {check: "fail"}
    cards = "select status, reason from marts.model_cards where division = "
    never = "No cutoff has a known outcome by which somebody had bought its articles."
    assert _query(project, f"{cards}'new'") == [("abstained", never)]
    assert _query(project, f"{cards}'{odd.replace(chr(39), chr(39) * 2)}'") == [
        ("abstained", never)
    ]
    assert ("PRN-LF-01",) in _query(
        project, "select sku from star.fct_offer_sku where offer_id like 'o''b%'"
    )


def _add(project: Path, seed: str, *rows: str) -> None:
    path = project / "seeds" / f"{seed}.csv"
    path.write_text(path.read_text() + "".join(f"{row}\n" for row in rows))


def _results(project: Path) -> list[dict]:
    return json.loads((project / "target" / "run_results.json").read_text())["results"]


def _statuses(project: Path, kind: str) -> dict[str, str]:
    """Return what became of each node of the last run that is of this kind."""
    nodes = ((result["unique_id"].split("."), result["status"]) for result in _results(project))
    return {name[2]: status for name, status in nodes if name[0] == kind}


def _relation(project: Path, test: str) -> str:
    """Return where the rows a test found are kept."""
    (name,) = [r["relation_name"] for r in _results(project) if f".{test}." in r["unique_id"]]
    return str(name)

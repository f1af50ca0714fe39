"""Two runs are compared link by link, from what landed to the list, and the first is named."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import House
from landing_house import HEADER
from landing_house import House as Landing

from foresale.chain import (
    CHAINS,
    LINKS,
    Chain,
    Link,
    chain_of,
    chains,
    differences,
    named_chain,
    record,
    verdict,
)
from foresale.cli import main
from foresale.landing import land
from foresale.publish import ROOMS, content_hashes
from foresale.relations import RelationHash
from foresale.settings import UserError

# A change of one cell for each link that the warehouse has, and the relation it is in.
PLANTED = {
    "settings": ("settings.thresholds", "k_percent = k_percent + 1 where k_percent = 10"),
    "staging": ("staging.parsed_erp__deals", "stage = 'won' where deal_id = 'D0000002'"),
    "star": ("star.fct_transaction", "revenue_cents = revenue_cents + 1"),
    "spines": ("spines.cutoff_calendar", "as_of_date = as_of_date + 1"),
    "labels": ("labels.labels_customer", "outcome = 1 - outcome"),
    "features": ("features.features_customer", "asset_active_count = asset_active_count + 1"),
    "frames": ("training.matrix_checksums", "row_count = row_count + 1"),
    "models": ("training.train_customer", "model_json = model_json || ' '"),
    "scores": ("scoring.score_customer", "probability = nextafter(probability, 1.0)"),
    "ranks": ("decisions.ranking", "list_rank = list_rank + 1"),
    "marts": ("marts.whitespace", "nba_reason = nba_reason || '.'"),
    "monitoring": ("monitoring.label_prevalence", "offer_id = offer_id || '.'"),
}


@pytest.fixture(scope="module")
def rooms(tiny_house: House) -> dict[str, list[RelationHash]]:
    """The relations of each room of the tiny house."""
    warehouse = tiny_house.project / "warehouse.duckdb"
    return {room: content_hashes(warehouse=warehouse, schemas=[room]) for room in ROOMS}


def _chain(raw: Path, warehouse: Path, rooms: dict[str, list[RelationHash]]) -> Chain:
    relations = [relation for room in rooms.values() for relation in room]
    return chain_of(version="", raw=raw, warehouse=warehouse, relations=relations)


@pytest.fixture(scope="module")
def first(tiny_house: House, rooms: dict[str, list[RelationHash]]) -> Chain:
    return _chain(tiny_house.project / "raw", tiny_house.project / "warehouse.duckdb", rooms)


def test_a_build_records_its_chain_with_the_version_it_published(
    tiny_house: House, first: Chain
) -> None:
    (recorded,) = chains(tiny_house.project / "publish" / CHAINS)

    assert [link.link for link in recorded.links] == ["landing", *LINKS]
    assert recorded.links == first.links
    assert f"versions/{recorded.version}" == str(
        (tiny_house.project / "publish" / "current").readlink()
    )
    assert f"version  {recorded.version}, the first here" in tiny_house.printed


def test_other_files_threads_and_folders_give_the_same_chain(
    other_house: House, first: Chain
) -> None:
    warehouse = other_house.project / "warehouse.duckdb"
    relations = content_hashes(warehouse=warehouse, schemas=ROOMS)
    other = chain_of(
        version="", raw=other_house.project / "raw", warehouse=warehouse, relations=relations
    )

    assert differences(first, other) == []
    assert other.links[-1].chain_hash == first.links[-1].chain_hash
    assert verdict(first, other) == "equal in 13 links, landing to monitoring"


def test_one_landing_value_that_differs_is_named(
    tiny_house: House, rooms: dict[str, list[RelationHash]], first: Chain, tmp_path: Path
) -> None:
    for folder in ("landing", "raw"):
        shutil.copytree(tiny_house.project / folder, tmp_path / folder)
    products = tmp_path / "landing" / "erp" / "products" / "2024.csv"
    text = products.read_text()
    products.write_text(text.replace("CAD Software 21,", "CAD Software 12,", 1))
    land(
        landing=tmp_path / "landing",
        raw=tmp_path / "raw",
        sources=tiny_house.project / "models" / "staging",
    )

    other = _chain(tmp_path / "raw", tiny_house.project / "warehouse.duckdb", rooms)

    assert products.read_text() != text
    assert differences(first, other) == [("landing", ["erp.products"])]
    # What is chained with it differs to the end.
    pairs = zip(first.links, other.links, strict=True)
    assert all(one.chain_hash != two.chain_hash for one, two in pairs)


def test_the_first_link_that_differs_is_named_whatever_else_does(
    tiny_house: House, rooms: dict[str, list[RelationHash]], first: Chain, tmp_path: Path
) -> None:
    raw, warehouse = tiny_house.project / "raw", tmp_path / "warehouse.duckdb"
    shutil.copy(tiny_house.project / "warehouse.duckdb", warehouse)
    named, spoilt = {}, dict(rooms)
    for link, (relation, change) in reversed(PLANTED.items()):
        # One more than nothing is nothing, so the row is one that has a value.
        first_row = f"select min(rowid) from {relation} where {change.split()[0]} is not null"
        where = "" if " where " in change else f" where rowid = ({first_row})"
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(f"update {relation} set {change}{where}")
        room = relation.split(".")[0]
        spoilt[room] = content_hashes(warehouse=warehouse, schemas=[room])
        named[link] = differences(first, _chain(raw, warehouse, spoilt))[0]

    assert list(PLANTED) == list(LINKS)
    # Views of what was spoilt differ with it.
    views = {
        "staging": ["staging.stg_erp__deals"],
        "star": ["star.fct_offer_transaction"],
        "labels": ["labels.labelled_outcomes"],
    }
    assert named == {
        link: (link, [*views.get(link, []), *([relation] if link != "staging" else [])])
        for link, (relation, _) in PLANTED.items()
    }


def test_what_a_model_learned_from_is_a_link_before_the_model(
    tiny_house: House, rooms: dict[str, list[RelationHash]], first: Chain, tmp_path: Path
) -> None:
    raw, warehouse = tiny_house.project / "raw", tmp_path / "warehouse.duckdb"
    shutil.copy(tiny_house.project / "warehouse.duckdb", warehouse)
    found = []
    for change in (
        # These remember earlier runs: a row more in them is no difference of this run.
        "insert into training.model_registry select * replace ('old' as model_id)"
        " from training.model_registry limit 1;"
        "insert into training.promotions select * replace (0 as decision_order)"
        " from training.promotions limit 1;"
        "update training.contenders set incumbent_model_id = 'old';"
        "update training.challenge_models set incumbent_id = 'old';"
        " insert into monitoring.alert_log select * replace ('old' as subject)"
        " from monitoring.alert_log limit 1",
        "update training.model_vintages set training_frame_sha256 = 'other'",
    ):
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(change)
        changed = {
            room: content_hashes(warehouse=warehouse, schemas=[room])
            for room in ("training", "monitoring")
        }
        assert all(changed[room] != rooms[room] for room in changed)
        found.append(differences(first, _chain(raw, warehouse, {**rooms, **changed})))

    assert found == [
        [],
        [
            ("frames", ["training.frames_learned_from"]),
            ("models", ["training.model_vintages"]),
        ],
    ]


def _landed_link(house: Landing, tmp_path: Path) -> tuple[str, str]:
    """Return the name and the hash of the landing link, beside an empty warehouse."""
    house.land()
    warehouse = tmp_path / "empty.duckdb"
    duckdb.connect(str(warehouse)).close()
    (link,) = chain_of(version="", raw=house.raw, warehouse=warehouse, relations=[]).links
    return link.link, link.content_hash


def test_the_landing_link_knows_records_and_no_files(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = Landing(tmp_path / "one"), Landing(tmp_path / "two")
    one.put("a.csv", HEADER + b"a,b,c,d\ne,f,,h\nbad\n")
    two.put("b.csv", HEADER + b"bad\n")
    two.put("a.jsonl", b'{"ended_date": "h", "asset_id": "e", "customer_id": "f", "sku": ""}\n')
    two.put("0.csv", b"more," + HEADER + b"x,a,b,c,d\n")
    before = _landed_link(one, tmp_path)

    assert _landed_link(two, tmp_path) == before
    two.put("1.csv", HEADER + b"a,b,c,d\n")
    twin = _landed_link(two, tmp_path)
    assert twin != before
    two.put("1.csv", HEADER)
    assert _landed_link(two, tmp_path) == before


def _run(version: str, number: int) -> Chain:
    """Return the chain of a run that published this version, with one link of its own."""
    return Chain(version, (Link("landing", {"erp.deals": str(number)}, str(number), "hash"),))


def test_the_history_has_a_line_for_each_run_that_differs_from_the_one_before(
    tmp_path: Path,
) -> None:
    history = tmp_path / "publish" / CHAINS
    said = [record(_run(*run), history) for run in (("a", 1), ("a", 1), ("b", 2), ("a", 1))]

    assert said == [
        "a, the first here",
        "a, link by link the same as the one before",
        "b; beside the one before: landing is the first link that differs (erp.deals)",
        "a; beside the one before: landing is the first link that differs (erp.deals)",
    ]
    assert [chain.version for chain in chains(history)] == ["a", "b", "a"]


def test_a_line_torn_by_an_interruption_tears_no_other(tmp_path: Path) -> None:
    history = tmp_path / CHAINS
    record(_run("a", 1), history)
    record(_run("b", 2), history)
    whole = history.read_text()
    history.write_text(whole[:-20])

    record(_run("c", 3), history)

    assert [chain.version for chain in chains(history)] == ["a", "c"]
    assert json.loads(history.read_text().splitlines()[-1])["version"] == "c"


def test_runs_are_compared_by_version_or_by_the_file_of_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for run in (("a", 1), ("b", 2)):
        record(_run(*run), Path("publish") / CHAINS)
    record(_run("elsewhere", 1), Path("other.jsonl"))

    assert main(["compare", "a", "other.jsonl"]) == 0
    assert main(["compare", "a", "b"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "equal in 1 links, landing to landing",
        "landing is the first link that differs (erp.deals)",
        "  landing: erp.deals",
    ]
    assert main(["compare", "a", "c"]) == 1
    assert "There is no version c in publish/chains.jsonl" in capsys.readouterr().err
    Path("no_text.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match=r"no_text\.jsonl holds no chain"):
        named_chain("no_text.jsonl", Path("publish") / CHAINS)
    record(Chain("without", ()), Path("without.jsonl"))
    assert main(["compare", "a", "without.jsonl"]) == 1
    assert "a and without.jsonl have no link in common" in capsys.readouterr().err


def test_links_that_one_run_does_not_have_are_no_difference() -> None:
    landing = _run("a", 1)
    assert verdict(landing, Chain("b", ())) == "no link is in both"

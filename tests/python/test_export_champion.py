"""What is exported beside a champion whose days or trials belong to another run."""

from collections.abc import Callable

import pyarrow.parquet as pq
from exported_house import Exported

CUTOFF = r"\d{4}-\d{2}-\d{2}"


def test_a_day_that_is_no_cutoff_any_more_is_named_instead_of_its_rows(
    spoiled: Callable[[str], Exported],
) -> None:
    days = '{"calibrate": [], "select": ["2019-12-31"], "train": ["2019-06-30", "2022-12-31"]}'
    house = spoiled(f"update training.champions set cutoffs_json = '{days}' where offer_id = 'cad'")
    house.export()

    header, *rows = house.table(f"train_scores_cad_{CUTOFF}.csv")
    told = {name: [row[header.index(name)] for row in rows] for name in header}
    gone = {
        (role, day): reason
        for role, day, reason in zip(
            told["cutoff_role"], told["learned_cutoff_date"], told["reason"], strict=True
        )
        if reason
    }
    assert gone.keys() == {("train", "2019-06-30"), ("select", "2019-12-31")}
    assert set(gone.values()) == {
        "The champion learned from this day, which is no cutoff any more: its rows are gone."
    }
    assert "2022-12-31" in told["learned_cutoff_date"]
    sampled = pq.read_table(house.file(f"train_feature_sample_cad_{CUTOFF}.parquet"))
    reasons = sampled["reason"].to_pylist()
    assert sorted(reason for reason in reasons if reason) == sorted(gone.values())


def test_the_trials_say_whether_they_are_the_champions(
    exported: Exported, spoiled: Callable[[str], Exported]
) -> None:
    kept = spoiled(
        "update training.model_trials set contest_model_id = 'challenger' where offer_id = 'cad'"
    )
    kept.export()
    same, other = (house.document("metrics_cad.json")["selection"] for house in (exported, kept))

    assert len(same) > 1
    assert {row["is_of_champion"] for row in same} == {True}
    assert {row["contest_model_id"] for row in same} == {row["champion_id"] for row in same}
    # an older model was kept: today's trials are those of its challenger
    (own,) = [row for row in other if row["is_of_champion"]]
    assert len(other) == len(same) + 1
    champion = {row["champion_id"] for row in same}
    assert {row["champion_id"] for row in other} == champion == {own["contest_model_id"]}
    (chosen,) = [row for row in same if row["status"] == "selected"]
    assert own["candidate_id"] == chosen["candidate_id"]
    assert own["reason"] == (
        f"Chosen in an earlier run, whose other trials are not kept. {chosen['reason']}"
    )
    assert {row["contest_model_id"] for row in other if row is not own} == {"challenger"}

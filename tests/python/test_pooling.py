"""One model for all offers: it speaks for the sparse ones, and an offer's own must win its word."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import LINEAR, TREES, registry, scored, trained, with_column, world

from foresale.candidates import Candidate, read_candidates
from foresale.contest import LIFT, LOG_LOSS, Measured, Trial, ranked
from foresale.fitting import Fitter, role_logits, task_frames
from foresale.members import member_contributions, member_logits
from foresale.metrics import roc_auc
from foresale.offer_frames import OfferFrame
from foresale.settings import UserError

MORE = {
    "pooled": ("elastic_net", "pooled", LINEAR),
    "own": ("elastic_net", "offer", LINEAR),
    "trees": ("xgboost", "offer", TREES),
    "both": ("average", "pooled", {"pooled": 3, "own": 1}),
}


def seed_rows(*names, **changed):
    """Return the seed of these estimators in this order, and no calibrator but none."""
    rows = [
        {
            "kind": "estimator",
            "candidate_id": name,
            "family": MORE[name][0],
            "parameters": json.dumps(changed.get(name, MORE[name][2])),
            "candidate_order": at,
            "entity": None,
            "scope": MORE[name][1],
        }
        for at, name in enumerate(names)
    ]
    none = {**rows[0], "kind": "calibrator", "candidate_id": "none", "family": "none"}
    rows.append({**none, "parameters": "{}", "candidate_order": 1})
    schema = pa.schema([(name, pa.string()) for name in rows[0]])
    schema = schema.set(4, pa.field("candidate_order", pa.int64()))
    schema = schema.set(5, pa.field("entity", pa.string()))
    return pa.Table.from_pylist(rows, schema=schema)


def by_offer(table):
    """Return the rows of the offers that were selected or abstained."""
    rows = [row for row in table.to_pylist() if row["status"] in ("selected", "abstained")]
    return {row["offer_id"]: row for row in rows}


def sparse(labels, offer_id, positives):
    """Return the labels with so few positives of an offer in each learning role."""
    outcome = labels["outcome"].to_pylist()
    for role in ("train", "select", "calibrate"):
        places = [
            at
            for at, row in enumerate(labels.select(["offer_id", "cutoff_role"]).to_pylist())
            if (row["offer_id"], row["cutoff_role"]) == (offer_id, role) and outcome[at]
        ]
        for at in places[positives:]:
            outcome[at] = 0
    return with_column(labels, "outcome", outcome)


@pytest.fixture(scope="module")
def frames():
    """Return labels and features of two offers, one of which was bought six times a cutoff."""
    labels, features = world(offers=("cad", "print", "rare"))
    return sparse(labels, "rare", 6), features


def test_an_offer_with_twelve_positives_is_spoken_for_and_still_tells_buyers_apart(frames):
    labels, features = frames
    models = trained(labels, features, seed_rows=seed_rows("pooled", "own"))
    rare = by_offer(models)["rare"]
    assert rare["train_positive_count"] + rare["select_positive_count"] == 12
    assert (rare["candidate_id"], rare["scope"], rare["status"]) == ("pooled", "pooled", "selected")
    own = [
        row
        for row in models.to_pylist()
        if (row["offer_id"], row["candidate_id"]) == ("rare", "own")
    ]
    assert own[0]["status"] == "degenerate"
    assert own[0]["reason"].startswith("Only 12 positives in 800 train and select rows; 30 are")
    said = scored(registry(models), features).to_pandas()
    rare_said = said[said["offer_id"] == "rare"]
    assert set(rare_said["rung"]) == {"pooled_model"}
    # it learned how rarely it is bought, and from the others by whom
    assert rare_said["probability"].mean() < 0.05
    whole = world(offers=("cad", "print", "rare"))[0]
    key = ["entity_id", "offer_id", "cutoff_date"]
    judged = whole.filter(pc.equal(whole["cutoff_role"], "holdout")).to_pandas()
    judged = judged[judged["offer_id"] == "rare"].merge(rare_said, on=key)
    assert roc_auc(judged["outcome"].to_numpy(), judged["probability"].to_numpy()) > 0.75


def test_a_pooled_model_names_the_rows_of_all_offers_and_an_own_one_its_own(frames):
    labels, features = frames
    learned = labels.filter(
        pc.is_in(labels["cutoff_role"], pa.array(["train", "select", "calibrate"]))
    )
    pooled = by_offer(trained(labels, features, seed_rows=seed_rows("pooled")))
    own = by_offer(trained(labels, features, seed_rows=seed_rows("own")))
    part = learned.filter(pc.equal(learned["offer_id"], "cad"))
    names = ("learned_row_count", "learned_positive_count", "entity_count")
    for row, rows in ((pooled["cad"], learned), (pooled["rare"], learned), (own["cad"], part)):
        told = (rows.num_rows, pc.sum(rows["outcome"]).as_py(), 400)
        assert tuple(row[name] for name in names) == told
    # nothing was learned from an offer that abstains
    assert [own["rare"][name] for name in names] == [None, None, 400]
    # another outcome of another offer is another frame of a pooled model, and not of an own one
    outcome = labels["outcome"].to_pylist()
    place = labels["offer_id"].to_pylist().index("print")
    outcome[place] = 1 - outcome[place]
    other = with_column(labels, "outcome", outcome)
    name = "training_frame_sha256"
    again = {
        recipe: by_offer(trained(other, features, seed_rows=seed_rows(recipe)))["cad"][name]
        for recipe in ("pooled", "own")
    }
    assert len({row[name] for row in pooled.values()}) == 1
    assert again["pooled"] != pooled["cad"][name]
    assert again["own"] == own["cad"][name]


def test_without_a_pooled_candidate_the_sparse_offer_abstains(frames):
    rare = by_offer(trained(*frames, seed_rows=seed_rows("own")))["rare"]
    assert rare["status"] == "abstained"
    assert rare["reason"].startswith("Only 12 positives in 800 train and select rows")


def test_an_own_model_speaks_only_where_it_is_shown_to_be_better():
    labels, features = world(offers=("cad", "print"), entity_count=600)
    # alike offers: the pooled model has more rows, and the own ones nothing to add
    alike = by_offer(trained(labels, features, seed_rows=seed_rows("pooled", "own")))
    assert {row["scope"] for row in alike.values()} == {"pooled"}
    # the amount works the other way round in one of them, which a linear pool cannot say
    amount = features["amount_cents"].to_pylist()
    turned = [
        None if value is None else 10**7 // (value + 1) if offer == "print" else value
        for value, offer in zip(amount, features["offer_id"].to_pylist(), strict=True)
    ]
    features = with_column(features, "amount_cents", turned)
    apart = by_offer(trained(labels, features, seed_rows=seed_rows("pooled", "own")))
    assert {row["scope"] for row in apart.values()} == {"offer"}
    reason = apart["print"]["reason"]
    assert reason.startswith("Shown to have a lower log loss than pooled on 600 select rows with ")


def test_a_pooled_model_knows_the_offer_and_no_driver_names_it(frames):
    from foresale.explain import explain

    models = registry(trained(*frames, seed_rows=seed_rows("pooled")))
    assert "offer_id" in json.loads(models["feature_list_json"][0].as_py())
    drivers = explain(models=models, features=frames[1])
    assert drivers.num_rows > 0
    assert "offer_id" not in set(drivers["feature_name"].to_pylist())


def test_an_average_is_the_weighted_mean_of_its_members_also_in_what_moved_it(frames):
    labels, features = frames
    one = by_offer(trained(labels, features, seed_rows=seed_rows("both", "pooled", "own")))["cad"]
    assert one["candidate_id"] in ("both", "pooled")
    candidates, _ = read_candidates(seed_rows("pooled", "own", "both"), "customer")
    fitter = Fitter(task_frames([_frame(frames, "cad"), _frame(frames, "print")]), candidates, 7)
    frame = fitter.task.frames[0]
    both = fitter.members(candidates[2], frame, ("train",))
    parts = [fitter.members(candidate, frame, ("train",)) for candidate in candidates[:2]]
    pooled, own = (role_logits(part, frame, "select") for part in parts)
    mean = role_logits(both, frame, "select")
    assert mean == pytest.approx(0.75 * pooled + 0.25 * own, abs=1e-8)
    table = fitter.task.frames[0].features.append_column(
        "offer_id", pa.array(["cad"] * len(frame.outcome))
    )
    moved, base = member_contributions(both, table)
    assert moved.sum(axis=1) + base == pytest.approx(member_logits(both, table), abs=1e-5)


def test_an_average_leaves_out_the_member_an_offer_cannot_have(frames):
    candidates, _ = read_candidates(seed_rows("pooled", "own", "both"), "customer")
    parts = [_frame(frames, "cad"), _frame(frames, "rare")]
    fitter = Fitter(task_frames(parts), candidates, 7, minimum_positives=30)
    names = [
        [member.candidate_id for member in fitter.members(candidates[2], frame, ("train",))]
        for frame in parts
    ]
    assert names == [["pooled", "own"], ["pooled"]]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({}, "must have as parameters the weights of other estimators"),
        ({"nobody": 1}, "must have as parameters the weights of other estimators"),
        ({"both": 1}, "must have as parameters the weights of other estimators"),
        ({"pooled": 0}, "gives pooled the weight 0: use a number above zero"),
        ({"pooled": "1"}, "has pooled = '1': use a number"),
    ],
)
def test_an_average_of_what_is_not_there_is_refused(weights, said):
    with pytest.raises(UserError, match=said):
        read_candidates(seed_rows("pooled", "both", both=weights), "customer")


def dealt(labels, seed, *, offers=None):
    """Return the labels with outcomes dealt out by chance, of all offers or of some."""
    outcome = np.random.default_rng(seed).random(labels.num_rows) < 0.3
    rows = labels.select(["offer_id", "outcome"]).to_pylist()
    is_dealt = [offers is None or row["offer_id"] in offers for row in rows]
    return with_column(
        labels,
        "outcome",
        [
            int(chance) if here and row["outcome"] is not None else row["outcome"]
            for row, here, chance in zip(rows, is_dealt, outcome.tolist(), strict=True)
        ],
    )


def test_labels_without_signal_end_in_abstention_and_the_rate():
    labels, features = world(offers=("cad", "print"))
    for seed in range(20):
        models = trained(dealt(labels, seed), features, seed_rows=seed_rows("pooled"))
        rows = by_offer(models)
        assert {row["status"] for row in rows.values()} == {"abstained"}
        reasons = {row["reason"].split(" on ")[0] for row in rows.values()}
        assert all(reason.startswith("no_signal: pooled has an AUC of ") for reason in reasons)
    said = scored(registry(models), features)
    assert set(said["rung"].to_pylist()) == {"prior"}


def test_an_offer_without_signal_is_silenced_where_the_others_have_one():
    labels, features = world(offers=("cad", "print", "dice"))
    rows = by_offer(
        trained(dealt(labels, 3, offers=("dice",)), features, seed_rows=seed_rows("pooled"))
    )
    assert {offer: row["status"] for offer, row in rows.items()} == {
        "cad": "selected",
        "dice": "abstained",
        "print": "selected",
    }
    reason = rows["dice"]["reason"]
    assert reason.startswith("no_signal: pooled has an AUC of ")
    assert " select and calibrate rows with 2" in reason
    assert reason.endswith(" on those of all offers, which chance gives as well.")


def test_how_sure_a_signal_must_be_is_a_setting_of_the_task():
    labels, features = world(offers=("cad",), entity_count=200)
    # some of the outcomes are left as they were: a little is there to be told
    mixed = dealt(labels, 1)
    kept = [
        old if at % 7 < 2 else new
        for at, (old, new) in enumerate(
            zip(labels["outcome"].to_pylist(), mixed["outcome"].to_pylist(), strict=True)
        )
    ]
    labels = with_column(labels, "outcome", kept)
    status = {
        share: by_offer(
            trained(labels, features, seed_rows=seed_rows("pooled"), signal_confidence_share=share)
        )["cad"]["status"]
        for share in (0.6, 0.9999)
    }
    assert status == {0.6: "selected", 0.9999: "abstained"}
    with pytest.raises(UserError, match="signal_confidence_share = 1: use a number from 0"):
        trained(labels, features, seed_rows=seed_rows("pooled"), signal_confidence_share=1)


def test_what_learns_by_heart_is_held_back_or_left_out():
    labels, features = world(offers=("cad",))
    greedy = {**TREES, "max_depth": 8, "rounds": 60, "min_child_weight": 1, "lambda": 0}
    seed = seed_rows("trees", "own", trees=greedy)
    free = {
        row["candidate_id"]: row for row in trained(labels, features, seed_rows=seed).to_pylist()
    }
    gap = free["trees"]["train_roc_auc"] - free["trees"]["select_roc_auc"]
    assert gap > 0.05
    # at the gap itself it may stay as it is, a little below it is fitted with more penalty
    same = trained(labels, features, seed_rows=seed, maximum_auc_gap=gap)
    assert same.equals(trained(labels, features, seed_rows=seed))
    for limit, status in ((gap - 1e-6, ("rejected", "selected")), (0.0, ("overfit",))):
        rows = trained(labels, features, seed_rows=seed, maximum_auc_gap=limit).to_pylist()
        held = next(row for row in rows if row["candidate_id"] == "trees")
        assert held["status"] in status
        assert json.loads(held["parameters_json"])["max_depth"] == 7
        assert held["train_roc_auc"] < free["trees"]["train_roc_auc"]
    assert "also with about twice the penalties; 0.0 is allowed" in held["reason"]


def _measured(name, order, *, log_loss, lift, brier):
    candidate = Candidate(name, "elastic_net", {}, order)
    trial = Trial(candidate, "rejected", "", (), log_loss, 0.7, brier, lift)
    return Measured(FRAME, trial, np.zeros(2))


FRAME = OfferFrame(
    "purchase",
    "cad",
    None,
    pa.table({"entity_id": ["a", "b"], "cutoff_date": [1, 1]}),
    pa.table({"x": [1, 2]}),
    np.array([0, 1]),
    np.array(["select", "select"]),
)


def test_the_rule_says_who_wins_and_brier_breaks_ties_of_lift():
    sharp = _measured("sharp", 1, log_loss=0.5, lift=2.0, brier=0.2)
    high = _measured("high", 2, log_loss=0.6, lift=3.0, brier=0.3)
    calm = _measured("calm", 3, log_loss=0.7, lift=3.0, brier=0.25)
    trials = [sharp, high, calm]
    order = {
        rule: [one.candidate_id for one in ranked(trials, rule, by_cutoff=False)]
        for rule in (LOG_LOSS, LIFT)
    }
    assert order == {LOG_LOSS: ["sharp", "high", "calm"], LIFT: ["calm", "high", "sharp"]}


def test_the_rule_is_a_setting_of_the_task_and_another_word_is_refused(frames):
    rows = trained(*frames, seed_rows=seed_rows("pooled"), selection_rule=LIFT)
    assert "Highest lift at 10% of 1 usable" in by_offer(rows)["cad"]["reason"]
    with pytest.raises(UserError, match="selection_rule = best: use log_loss or lift_at_10_then_b"):
        trained(*frames, seed_rows=seed_rows("pooled"), selection_rule="best")


def _frame(frames, offer_id):
    from foresale.frames import to_table
    from foresale.offer_frames import FEATURE_KEY, LABEL_KEY, read_learning_rows, used_labels

    labels, features = frames
    rows = read_learning_rows(
        to_table(used_labels(labels), sort_by=LABEL_KEY), to_table(features, sort_by=FEATURE_KEY)
    )
    key = {"task_id": "purchase", "offer_id": offer_id}
    return rows.frame({**key, "vintage_date": labels["vintage_date"][0].as_py()})

"""The contenders of one test cutoff: each learns from what was known by it and scores its pairs."""

import time
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from quality_heuristics import bgnbd_times_share, frequency_times_popularity, recency
from quality_measures import Contender
from quality_recipe import recipe_blend, recipe_probabilities

from foresale import score, train
from foresale.metrics import Doubles, bounded

Frames = Mapping[str, pa.Table]
KEY = ["entity_id", "offer_id", "cutoff_date"]
LEARNED = ("labels", "offers", "features", "feature_list", "guards", "tasks", "candidates")
TASK = "division_purchase"
SEED = 17
RECIPE, PROJECT = "recipe", "project"


def test_pairs(frames: Frames) -> pd.DataFrame:
    """Return the pairs of the test cutoff in the order that all scores have."""
    pairs: pd.DataFrame = frames["test"].to_pandas()
    return pairs.sort_values(["entity_id", "offer_id"], ignore_index=True)


def contenders(frames: Frames) -> list[Contender]:
    """Return the project, the recipe and the rules of thumb on one test cutoff.

    Lists: the project's by p x value^0.5 (its whitespace policy), p alone and p x value beside it;
    the recipe's by its blend, and by its p alone. A rule of thumb is its own list.
    """
    test = test_pairs(frames)
    p, seconds = timed(lambda: project_probabilities(frames))
    found = [
        Contender(PROJECT, p, policy_score(p, test), p, seconds),
        Contender("project, list by p", p, p, p, seconds),
        Contender("project, list by p x value", p, policy_score(p, test, 1.0), p, seconds),
    ]
    found += recipes(frames, test)
    history = frames["history"].to_pandas()
    rules: dict[str, Callable[[], Doubles]] = {
        "recency": lambda: recency(test, history),
        "frequency x popularity": lambda: frequency_times_popularity(test, history),
        "BG/NBD x share": lambda: bgnbd_times_share(test, history, horizon_periods(frames)),
    }
    for name, rule in rules.items():
        ranked, seconds = timed(rule)
        found.append(Contender(name, ranked, ranked, None, seconds))
    return found


def recipes(frames: Frames, test: pd.DataFrame) -> list[Contender]:
    """Return the recipe on all labelled cutoffs, and on the latest one alone."""
    labels, features = observed(frames), active_features(frames)
    days = labels["cutoff_date"]
    p, seconds = timed(lambda: recipe_probabilities(labels, features, dropped(frames), test))
    known = frames["features"].to_pandas()
    found = [
        Contender(RECIPE, p, recipe_blend(test, known, p), p, seconds),
        Contender("recipe, list by p", p, p, p, seconds),
    ]
    latest = labels[days == days.max()]
    p, seconds = timed(lambda: recipe_probabilities(latest, features, dropped(frames), test))
    blend = recipe_blend(test, known, p)
    return [*found, Contender("recipe, latest cutoff", p, blend, p, seconds)]


def project_probabilities(frames: Frames) -> Doubles:
    """Return the probability of every test pair by `foresale.train` and `foresale.score`.

    A pair that no model speaks for has its offer's rate in the labels.
    """
    test = test_pairs(frames)
    rows = train(**{name: frames[name] for name in LEARNED}, entity="customer")
    speaking = rows.filter(pc.is_in(rows["status"], pa.array(["selected", "abstained"])))
    ids = [
        row["model_sha256"] or f"rate of {row['offer_id']}"
        for row in speaking.select(["model_sha256", "offer_id"]).to_pylist()
    ]
    models = speaking.append_column("model_id", pa.array(ids, pa.string()))
    day = pa.scalar(test["cutoff_date"].iloc[0], pa.date32())
    asked = frames["features"].filter(pc.equal(frames["features"]["cutoff_date"], day))
    scored = score(models=models, features=asked).to_pandas()
    scored = scored[scored["task_id"] == TASK]
    found = test[KEY].merge(scored, on=KEY, how="left", validate="one_to_one")["probability"]
    rates = test["offer_id"].map(observed(frames).groupby("offer_id")["outcome"].mean())
    return bounded(found.fillna(rates).fillna(0.0).to_numpy(dtype=np.float64))


def policy_score(p: Doubles, test: pd.DataFrame, exponent: float = 0.5) -> Doubles:
    """Return p x value^exponent, the value of a purchase in whole currency, at least a cent."""
    value = np.maximum(test["value_if_won_cents"].to_numpy(dtype=np.float64), 1.0) / 100.0
    return np.asarray(p * value**exponent, dtype=np.float64)


def observed(frames: Frames) -> pd.DataFrame:
    """Return the outcomes that were over by the test cutoff."""
    labels = frames["labels"].filter(pc.equal(frames["labels"]["label_status"], "observed"))
    found: pd.DataFrame = labels.to_pandas()
    return found.sort_values(KEY, ignore_index=True)


def active_features(frames: Frames) -> pd.DataFrame:
    """Return the matrix that the project learns from: house key and the active columns."""
    rows = frames["feature_list"].to_pylist()
    active = {
        row["feature_name"] for row in rows if row["entity"] == "customer" and row["is_active"]
    }
    names = [name for name in frames["features"].column_names if name in active]
    found: pd.DataFrame = frames["features"].select([*KEY, *names]).to_pandas()
    return found.sort_values(KEY, ignore_index=True)


def dropped(frames: Frames) -> set[tuple[str, str]]:
    """Return offer and feature of what the leak guards took out."""
    rows = frames["guards"].to_pylist()
    return {(row["offer_id"], row["feature_name"]) for row in rows if row["is_dropped"]}


def horizon_periods(frames: Frames) -> int:
    """Return the months that an outcome waits for."""
    rows = {row["task_id"]: row for row in frames["tasks"].to_pylist()}
    return int(rows[TASK]["horizon_periods"])


def without_signal(frames: Frames) -> dict[str, pa.Table]:
    """Return the frames with the outcomes of each cutoff dealt out anew among the customers.

    A customer gets all outcomes of another, so offers keep their rates and go together as before.
    """
    random = np.random.default_rng(SEED)
    changed = dict(frames)
    for name, columns in (
        ("labels", ["outcome"]),
        ("test", ["outcome", "realised_gross_profit_cents", "realised_revenue_cents"]),
    ):
        parts = []
        for _, rows in sorted(frames[name].to_pandas().groupby("cutoff_date")):
            customers = sorted(set(rows["entity_id"]))
            other = dict(zip(customers, random.permutation(customers), strict=True))
            dealt = (
                rows[["entity_id", "offer_id"]]
                .assign(entity_id=rows["entity_id"].map(other))
                .merge(rows[["entity_id", "offer_id", *columns]], how="left", validate="one_to_one")
            )
            parts.append(rows.assign(**{one: dealt[one].to_numpy() for one in columns}))
        kept = pd.concat(parts).dropna(subset=columns)
        changed[name] = pa.Table.from_pandas(kept, schema=frames[name].schema, preserve_index=False)
    return changed


def timed(work: Callable[[], Doubles]) -> tuple[Doubles, float]:
    """Return what the work gives, and the seconds of processor that it took."""
    started = time.process_time()
    found = work()
    return found, time.process_time() - started


def cutoff(frames: Frames) -> date:
    """Return the test cutoff."""
    found: date = frames["test"]["cutoff_date"][0].as_py()
    return found

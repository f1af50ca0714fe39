"""The contenders of one test cutoff: each learns from what was known by it and scores its pairs."""

import json
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

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
RECIPE, PROJECT, NO_SIGNAL = "recipe", "project", "no signal: "


def test_pairs(frames: Frames) -> pd.DataFrame:
    """Return the pairs of the test cutoff in the order that all scores have."""
    pairs: pd.DataFrame = frames["test"].to_pandas()
    return pairs.sort_values(["entity_id", "offer_id"], ignore_index=True)


def contenders(frames: Frames, memory: Path | None = None) -> list[Contender]:
    """Return the project, the recipe and the rules of thumb on one test cutoff.

    `memory`: a folder that keeps the recipe's scores of these frames between runs.

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
    found += recipes(frames, test, memory)
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


def recipes(frames: Frames, test: pd.DataFrame, memory: Path | None) -> list[Contender]:
    """Return the recipe on all labelled cutoffs, and on the latest one alone."""
    labels, features = observed(frames), active_features(frames)
    known = frames["features"].to_pandas()
    days = labels["cutoff_date"]
    rows = {RECIPE: labels, "recipe, latest cutoff": labels[days == days.max()]}
    found = []
    for name, learned in rows.items():
        work = partial(recipe_probabilities, learned, features, dropped(frames), test)
        p, seconds = remembered(memory, name, work)
        found.append(Contender(name, p, recipe_blend(test, known, p), p, seconds))
    first = found[0]
    by_p = Contender("recipe, list by p", first.score, first.score, first.score, first.cpu_seconds)
    return [first, by_p, found[1]]


def blind(frames: Frames, memory: Path) -> list[Contender]:
    """Return the project and the recipe on the frames of `without_signal`."""
    test = test_pairs(frames)
    learn = partial(
        recipe_probabilities, observed(frames), active_features(frames), dropped(frames), test
    )
    ours, our_seconds = timed(partial(project_probabilities, frames))
    p, seconds = remembered(memory, f"no signal, {RECIPE}", learn)
    blend = recipe_blend(test, frames["features"].to_pandas(), p)
    return [
        Contender(NO_SIGNAL + PROJECT, ours, policy_score(ours, test), ours, our_seconds),
        Contender(NO_SIGNAL + RECIPE, p, blend, p, seconds),
    ]


def remembered(
    memory: Path | None, name: str, work: Callable[[], Doubles]
) -> tuple[Doubles, float]:
    """Return what `timed` gives, from the memory where it has the name already."""
    path = memory / f"{name}.json" if memory else None
    if path is not None and path.is_file():
        kept = json.loads(path.read_text())
        return np.array(kept["p"], dtype=np.float64), float(kept["cpu_seconds"])
    p, seconds = timed(work)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"p": p.tolist(), "cpu_seconds": seconds}))
    return p, seconds


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
    limits = frames["confidence_limits"]
    scored = score(models=models, features=asked, limits=limits).to_pandas()
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

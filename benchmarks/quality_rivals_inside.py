"""Score the pairs of one test cutoff, inside the environment of benchmarks/rivals.txt.

`python quality_rivals_inside.py flaml|featuretools FOLDER` reads the frames in the folder, writes
<name>.parquet (entity_id, offer_id, p) there and prints its seconds of processor.

* flaml: one AutoML run (log loss, 120 seconds, one thread, folds grouped by customer) on the matrix
  that the project learns from, the offer a category of it.
* featuretools: deep feature synthesis of depth 2 on the months of purchases of pair, customer and
  offer, each row at its own cutoff time; xgboost with early stopping on the latest labelled cutoff
  and a second fit of that length on all cutoffs.
"""

import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any

import pandas as pd

KEY = ["entity_id", "offer_id", "cutoff_date"]
SECONDS, SEED = 120, 17


def main() -> None:
    """Score as the command line asks."""
    warnings.simplefilter("ignore")
    name, folder = sys.argv[1], Path(sys.argv[2])
    frames = {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}
    labels = frames["labels"]
    labels = labels[labels["label_status"] == "observed"].sort_values(KEY, ignore_index=True)
    test = frames["test"][KEY].sort_values(KEY, ignore_index=True)
    for frame in (labels, test, frames["features"]):
        frame["cutoff_date"] = pd.to_datetime(frame["cutoff_date"])
    p = {"flaml": flaml, "featuretools": featuretools}[name](frames, labels, test)
    scored = test[["entity_id", "offer_id"]].assign(p=p)
    scored.to_parquet(folder / f"{name}.parquet", index=False)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"cpu_seconds": sum(one.ru_utime + one.ru_stime for one in used)}))


def flaml(frames: dict[str, pd.DataFrame], labels: pd.DataFrame, test: pd.DataFrame) -> Any:
    """Return FLAML's probabilities on the project's matrix."""
    from flaml import AutoML

    listed = frames["feature_list"]
    listed = listed[listed["is_active"] & (listed["entity"] == "customer")]
    names = [name for name in frames["features"] if name in set(listed["feature_name"])]
    matrix = frames["features"][[*KEY, *names]].copy()
    for name in ["offer_id", *names]:
        if not pd.api.types.is_numeric_dtype(matrix[name]):
            codes = sorted(set(matrix[name].dropna()))
            category = pd.Categorical(matrix[name], categories=codes)
            matrix["offer" if name == "offer_id" else name] = category
    fitting = labels[[*KEY, "outcome"]].merge(matrix, on=KEY, validate="one_to_one")
    asked = test.merge(matrix, on=KEY, validate="one_to_one")
    model = AutoML()
    model.fit(
        X_train=fitting[["offer", *names]],
        y_train=fitting["outcome"].astype(int),
        task="classification",
        metric="log_loss",
        time_budget=SECONDS,
        split_type="group",
        groups=fitting["entity_id"],
        n_jobs=1,
        seed=SEED,
        verbose=0,
    )
    return model.predict_proba(asked[["offer", *names]])[:, 1]


def featuretools(frames: dict[str, pd.DataFrame], labels: pd.DataFrame, test: pd.DataFrame) -> Any:
    """Return the probabilities of xgboost on Featuretools' features."""
    import xgboost

    rows = pd.concat([labels[KEY], test], ignore_index=True)
    made = _made_features(frames["history"], rows)
    settings = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "max_depth": 5,
        "eta": 0.05,
        "min_child_weight": 10,
        "subsample": 0.8,
        "colsample_bytree": 0.5,
        "lambda": 5,
        "nthread": 1,
        "seed": SEED,
    }
    fitting, asked = made.iloc[: len(labels)], made.iloc[len(labels) :]
    outcome = labels["outcome"].astype(int)
    late = (labels["cutoff_date"] == labels["cutoff_date"].max()).to_numpy()
    parts = [
        xgboost.DMatrix(fitting[kept], outcome[kept], enable_categorical=True)
        for kept in (~late, late, late | ~late)
    ]
    stopped = xgboost.train(
        settings,
        parts[0],
        500,
        evals=[(parts[1], "late")],
        early_stopping_rounds=30,
        verbose_eval=False,
    )
    model = xgboost.train(settings, parts[2], stopped.best_iteration + 1)
    return model.predict(xgboost.DMatrix(asked, enable_categorical=True))


def _made_features(history: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    import featuretools as ft

    history = history.sort_values(["event_month", "entity_id", "offer_id"], ignore_index=True)
    cells = history.assign(
        cell_id=range(len(history)),
        event_month=pd.to_datetime(history["event_month"]),
        pair_id=history["entity_id"] + "|" + history["offer_id"],
    ).drop(columns=["entity_id", "offer_id"])
    asked = rows.assign(pair_id=rows["entity_id"] + "|" + rows["offer_id"])
    known = pd.concat([asked, history.assign(pair_id=cells["pair_id"])])
    pairs = known[["pair_id", "entity_id", "offer_id"]].drop_duplicates("pair_id")
    world = ft.EntitySet("world")
    for name, frame, index, time in (
        ("cells", cells, "cell_id", "event_month"),
        ("pairs", pairs, "pair_id", None),
        ("customers", pairs[["entity_id"]].drop_duplicates(), "entity_id", None),
        ("offers", pairs[["offer_id"]].drop_duplicates(), "offer_id", None),
    ):
        frame = frame.reset_index(drop=True)
        frame.ww.init(name=name, index=index, time_index=time)
        world.add_dataframe(dataframe=frame)
    world.add_relationship("pairs", "pair_id", "cells", "pair_id")
    world.add_relationship("customers", "entity_id", "pairs", "entity_id")
    world.add_relationship("offers", "offer_id", "pairs", "offer_id")
    matrix, _ = ft.dfs(
        entityset=world,
        target_dataframe_name="pairs",
        cutoff_time=asked[["pair_id", "cutoff_date"]].rename(columns={"cutoff_date": "time"}),
        agg_primitives=["sum", "mean", "max", "std", "count", "time_since_last", "trend"],
        trans_primitives=[],
        max_depth=2,
        n_jobs=1,
        cutoff_time_in_index=True,
    )
    matrix = matrix.reset_index().rename(columns={"time": "cutoff_date"})
    merged = asked[["pair_id", "cutoff_date", "offer_id"]].merge(
        matrix.drop(columns=["offer_id", "entity_id"], errors="ignore"),
        on=["pair_id", "cutoff_date"],
        how="left",
        validate="one_to_one",
    )
    merged["offer_id"] = merged["offer_id"].astype("category")
    numbers = merged.select_dtypes("number").astype("float64")
    return numbers.assign(offer_id=merged["offer_id"])


if __name__ == "__main__":
    main()

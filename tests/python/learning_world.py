"""Small frames with a planted signal, shared by the tests of training, scoring and explaining."""

import json
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.frames import HOUSE_KEY, distinct_rows
from foresale.guard import GUARD_SCHEMA, guard
from foresale.offer_frames import FRAME_KEY
from foresale.score import score
from foresale.train import train

ROLES = {
    date(2021, 12, 31): "train",
    date(2022, 6, 30): "select",
    date(2022, 12, 31): "calibrate",
    date(2023, 6, 30): "holdout",
    date(2023, 12, 31): "score",
}
# All label windows the model learns from are over on this day.
WINDOW_ENDS = dict(pairwise([*ROLES, date(2024, 6, 30)]))
VINTAGE = date(2023, 6, 30)
LINEAR = {
    "C": 0.5,
    "l1_ratio": 0.5,
    "tolerance": 0.0001,
    "maximum_iterations": 500,
    "maximum_class_weight": 1,
    "winsor_lower_share": 0.01,
    "winsor_upper_share": 0.99,
    "clip_at": 6,
    "minimum_category_rows": 20,
}
TREES = {
    "max_depth": 3,
    "eta": 0.2,
    "rounds": 15,
    "early_stopping_rounds": 0,
    "seeds": 1,
    "maximum_class_weight": 1,
    "min_child_weight": 5,
    "lambda": 5,
    "subsample": 0.8,
    "colsample_bytree": 0.7,
    "max_bin": 64,
    "minimum_category_rows": 20,
}
FOREST = {
    "trees": 20,
    "max_depth": 6,
    "minimum_leaf_rows": 10,
    "features_per_split": 0.5,
    "minimum_category_rows": 20,
}
PLATT = {"minimum_rows": 300, "minimum_positives": 50}
ISOTONIC = {"minimum_rows": 5000, "minimum_positives": 50}


def candidates(*, linear=LINEAR, trees=TREES, order=("elastic_net", "xgboost")):
    """Return the seed: these estimators in this order and three calibrators, for everybody."""
    parameters = {"elastic_net": linear, "xgboost": trees, "random_forest": FOREST}
    parameters = {name: parameters[name] for name in order}
    parameters |= {"none": {}, "platt": PLATT, "isotonic": ISOTONIC}
    names = list(parameters)
    return pa.table(
        {
            "kind": ["estimator" if name in order else "calibrator" for name in names],
            "candidate_id": names,
            "family": names,
            "parameters": [json.dumps(parameters[name]) for name in names],
            "candidate_order": list(range(len(names))),
            "entity": pa.nulls(len(names), pa.string()),
            "scope": pa.nulls(len(names), pa.string()),
        }
    )


def tasks(
    minimum_positive_count=30,
    minimum_label_count=1,
    minimum_select_auc=0.0,
    maximum_auc_gap=1.0,
    signal_confidence_share=0.999,
    better_confidence_share=0.95,
    selection_rule="log_loss",
):
    """Return the seed of one task."""
    return pa.table(
        {
            "task_id": ["purchase"],
            "minimum_positive_count": [minimum_positive_count],
            "minimum_label_count": [minimum_label_count],
            "minimum_select_auc": [minimum_select_auc],
            "maximum_auc_gap": [maximum_auc_gap],
            "signal_confidence_share": [signal_confidence_share],
            "better_confidence_share": [better_confidence_share],
            "period": ["month"],
            "selection_rule": [selection_rule],
            "random_seed": [7],
        }
    )


def world(offers=("cad", "print"), entity_count=400, seed=1):
    """Return (labels, features): every entity at every cutoff of every offer."""
    random = np.random.default_rng(seed)
    labels, features = [], []
    for offer_id in offers:
        for cutoff, role in ROLES.items():
            amount, share = random.normal(size=entity_count), random.random(entity_count)
            segment = random.integers(0, 4, entity_count)
            logit = -1.6 + 1.3 * amount + 1.5 * (segment == 2)
            outcome = (random.random(entity_count) < 1 / (1 + np.exp(-logit))).astype(int)
            key = {
                "entity_id": [f"{100000 + at}" for at in range(entity_count)],
                "offer_id": [offer_id] * entity_count,
                "cutoff_date": [cutoff] * entity_count,
            }
            features.append(
                pa.table(
                    {
                        **key,
                        "amount_cents": pa.array(
                            [int(1000 * np.exp(x)) if x > -1.5 else None for x in amount],
                            pa.int64(),
                        ),
                        "some_share": share,
                        "has_contract": amount + share > 0.5,
                        "segment": pa.array(
                            [("a", "b", "c", None)[at] for at in segment], pa.string()
                        ),
                        "always_one_count": [1] * entity_count,
                        "never_known_rate": pa.nulls(entity_count, pa.float64()),
                    }
                )
            )
            seen = role != "score"
            labels.append(
                pa.table(
                    {
                        **key,
                        "task_id": ["purchase"] * entity_count,
                        "vintage_date": [VINTAGE] * entity_count,
                        "cutoff_role": [role] * entity_count,
                        "window_periods_used": [6] * entity_count,
                        "window_end_date": [WINDOW_ENDS[cutoff]] * entity_count,
                        "label_status": ["observed" if seen else "censored"] * entity_count,
                        "outcome": pa.array(
                            [int(one) if seen else None for one in outcome], pa.int64()
                        ),
                    }
                )
            )
    return pa.concat_tables(labels), pa.concat_tables(features)


def with_older_vintage(labels, features):
    """Return the frames with a second vintage, half a year older: two of its roles, moved on."""
    roles = {"train": "train", "select": "calibrate"}
    older = labels.filter(pc.is_in(labels["cutoff_role"], pa.array(list(roles))))
    older = with_column(
        older, "cutoff_role", [roles[role] for role in older["cutoff_role"].to_pylist()]
    )
    older = with_column(older, "vintage_date", [date(2022, 12, 31)] * older.num_rows)
    return pa.concat_tables([labels, older]), features


def offers_of(labels):
    """Return the offers and vintages the labels are of, sorted."""
    return distinct_rows(labels, FRAME_KEY)


def feature_list(features, *, inactive=(), ablated=(), signs=None, priors=None):
    """Return the list of all features of the frame, each a theme; some off, some measured."""
    names = [name for name in features.column_names if name not in HOUSE_KEY]
    return pa.table(
        {
            "entity": ["customer"] * len(names),
            "theme": names,
            "feature_name": names,
            "is_active": [name not in inactive for name in names],
            "is_ablated": [name in ablated for name in names],
            "monotone_sign": [(signs or {}).get(name, 0) for name in names],
            "prior_weight": [float((priors or {}).get(name, 0)) for name in names],
        }
    )


def no_guards():
    """Return what the guards say where they found nothing."""
    return GUARD_SCHEMA.append(pa.field("is_dropped", pa.bool_())).empty_table()


def leak_guards(minimum_category_rows=20):
    """Return what `guard` reads of the seed."""
    rows = [minimum_category_rows, None]
    return pa.table({"guard": ["auc", "name"], "minimum_category_rows": pa.array(rows, pa.int64())})


def guards(labels, features, *, highest_auc=0.95):
    """Return what `guard` measures, judged as the model feature_guards does."""
    measured = guard(
        labels=labels, offers=offers_of(labels), features=features, limits=leak_guards()
    )
    is_dropped = pc.greater(measured["single_feature_auc"], highest_auc)
    return measured.append_column("is_dropped", pc.fill_null(is_dropped, False))


def trained(labels, features, *, seed_rows=None, inactive=(), guarded=None, **minimums):
    """Return the table of `train` on these frames."""
    return train(
        labels=labels,
        offers=offers_of(labels),
        features=features,
        feature_list=feature_list(features, inactive=inactive),
        guards=no_guards() if guarded is None else guarded,
        entity="customer",
        tasks=tasks(**minimums),
        candidates=candidates() if seed_rows is None else seed_rows,
    )


def confidence_limits():
    """Return the seed confidence_limits."""
    return pa.table(
        {
            "confidence": ["high", "medium"],
            "minimum_buyer_count": [200, 50],
            "highest_shape_error": [0.03, None],
        }
    )


def scored(models, features):
    """Return the table of `score` on these frames."""
    return score(models=models, features=features, limits=confidence_limits())


def registry(models):
    """Return the rows that may score, with a model_id, as the SQL registry hands them over."""
    models = models.filter(pc.is_in(models["status"], pa.array(["selected", "abstained"])))
    ids = [row["model_sha256"] or f"prior-{row['offer_id']}" for row in models.to_pylist()]
    return models.append_column("model_id", pa.array(ids, pa.string()))


def with_column(table, name, values):
    """Return the table with one column replaced."""
    return table.set_column(table.column_names.index(name), name, pa.array(values))


def shuffled(table, seed=3):
    """Return the same rows in another order."""
    return table.take(pa.array(np.random.default_rng(seed).permutation(table.num_rows)))

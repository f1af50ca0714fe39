"""Encoders learn from fitting rows only and say what they dropped."""

import json
import math

import numpy as np
import pyarrow as pa
import pytest

from foresale.encode import encode, encoder_from_state, encoder_state, fit_encoder

PARAMETERS = {
    "winsor_lower_share": 0.01,
    "winsor_upper_share": 0.99,
    "clip_at": 6,
    "minimum_category_rows": 2,
}


def _fit(columns, style="linear", **changes):
    return fit_encoder(pa.table(columns), style, {**PARAMETERS, **changes})


def test_caps_are_exact_order_statistics_of_the_fitting_rows():
    code = _fit({"x": [float(at) for at in range(1000, -1, -1)]}).inputs[0]
    assert (code.lower, code.upper) == (10.0, 990.0)
    # between two order statistics the outer one is the cap: 1.78 and 176.22 here
    code = _fit({"x": [float(at) for at in range(179)]}).inputs[0]
    assert (code.lower, code.upper) == (1.0, 177.0)


def test_a_number_is_capped_logged_standardised_and_clipped():
    encoder = _fit({"x": [-3.0, 0.0, 3.0]}, winsor_lower_share=0.0, winsor_upper_share=1.0)
    scale = math.log(4) * math.sqrt(2 / 3)
    matrix = encode(encoder, pa.table({"x": [0.0, 1.0, 50.0]}))
    assert matrix[:, 0] == pytest.approx([0.0, math.log(2) / scale, math.log(4) / scale])
    tight = _fit({"x": [-3.0, 0.0, 3.0]}, clip_at=0.5)
    assert encode(tight, pa.table({"x": [3.0, -3.0]}))[:, 0].tolist() == [0.5, -0.5]


def test_an_event_rarer_than_the_cap_is_not_cut_away():
    encoder = _fit({"n": [0] * 999 + [5]})
    matrix = encode(encoder, pa.table({"n": [0, 5]}))
    assert encoder.dropped == ()
    assert matrix[1, 0] == 6.0 > matrix[0, 0]


def test_a_null_is_zero_with_its_own_indicator_and_infinity_is_a_null():
    encoder = _fit({"x": [1.0, 2.0, None]})
    matrix = encode(encoder, pa.table({"x": [None, np.inf, np.nan, 2.0]}))
    assert matrix[:3].tolist() == [[0.0, 1.0]] * 3
    assert matrix[3, 1] == 0.0


def test_a_null_the_fit_never_saw_is_the_mean_and_has_no_indicator():
    encoder = _fit({"x": [1.0, 2.0]})
    assert encode(encoder, pa.table({"x": pa.array([None], pa.float64())})).tolist() == [[0.0]]


def test_categories_with_enough_rows_become_columns_in_their_order():
    column = ["b", "b", "a", "a", "rare", None, None]
    encoder = _fit({"s": column})
    assert encoder.inputs[0].levels == ("a", "b")
    matrix = encode(encoder, pa.table({"s": ["a", "b", "rare", "unseen", None]}))
    assert matrix.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1]]


def test_columns_that_say_nothing_are_dropped_with_a_reason():
    encoder = _fit(
        {
            "constant": [3, 3, 3],
            "empty": pa.nulls(3, pa.float64()),
            "one_word": ["a", "a", "a"],
            "scattered": ["a", "b", "c"],
            "useful": [True, False, True],
        }
    )
    assert [code.name for code in encoder.inputs] == ["useful"]
    assert dict(encoder.dropped) == {
        "constant": "all rows have the same value",
        "empty": "all values are null",
        "one_word": "all rows have the same value",
        "scattered": "no category has enough rows",
    }


def test_a_column_that_is_constant_or_null_still_says_when_it_is_null():
    matrix = encode(_fit({"x": [3, None, 3]}), pa.table({"x": pa.array([3, None])}))
    assert matrix.tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_a_constant_is_no_deviation_whatever_the_last_bit_of_its_mean():
    # the mean of ten equal logarithms is not always that logarithm
    for at in range(1, 200):
        columns = {"x": [at / 100] * 11 + [None]}
        assert _fit(columns).inputs[0].scale == 1.0
        assert encode(_fit(columns), pa.table({"x": [at / 100]}))[0, 0] == 0.0


def test_a_deviation_far_smaller_than_the_mean_survives_the_rounding():
    large = [10**12 + 1000 * at for at in range(9)]
    matrix = encode(_fit({"x": large}), pa.table({"x": large}))
    assert len(set(matrix[:, 0].tolist())) == 9
    assert abs(matrix[:, 0].mean()) < 1e-5


def test_the_last_bit_of_a_value_is_not_in_the_encoder():
    values = np.random.default_rng(3).lognormal(size=999)
    one, other = _fit({"x": values}).inputs[0], _fit({"x": values * (1 + 3e-16)}).inputs[0]
    assert (one.mean, one.scale) == (other.mean, other.scale)
    assert one.lower != other.lower


def test_trees_read_raw_numbers_and_nulls():
    encoder = _fit({"n": [1, 500, None], "b": [True, False, None], "s": ["a", "a", "b"]}, "tree")
    table = pa.table({"n": [7, None], "b": pa.array([None, True]), "s": ["a", "b"]})
    matrix = encode(encoder, table)
    assert np.isnan(matrix).tolist() == [[True, False, False], [False, True, False]]
    assert matrix[1, 0] == 1.0
    assert matrix[0, 1] == 7.0
    assert matrix[:, 2].tolist() == [1.0, 0.0]


def test_numbers_too_large_for_single_precision_stay_finite():
    encoder = _fit({"x": [1.0, 2.0]}, "tree")
    assert np.isfinite(encode(encoder, pa.table({"x": [1e300]})).astype(np.float32)).all()


def test_the_order_of_rows_and_columns_changes_nothing():
    random = np.random.default_rng(2)
    x, y = random.lognormal(size=99) * 1e5, random.normal(size=99)
    order = random.permutation(99)
    one = _fit({"x": x, "y": y})
    assert _fit({"y": y[order], "x": x[order]}) == one


def test_an_encoder_survives_json_to_the_last_bit():
    encoder = _fit({"x": [0.1, 0.7, None], "s": ["a", "a", "b"]})
    assert encoder_from_state(json.loads(json.dumps(encoder_state(encoder)))) == encoder


def test_no_rows_encode_to_no_rows():
    encoder = _fit({"x": [0.1, 0.7], "s": ["a", "a"]})
    empty = pa.table({"x": pa.array([], pa.float64()), "s": pa.array([], pa.string())})
    assert encode(encoder, empty).shape == (0, 1)


@pytest.mark.parametrize(
    ("style", "signs"), [("tree", (-1, 1, 0, 0, 0)), ("linear", (-1, 1, 0, 0, 0, 0))]
)
def test_a_sign_is_that_of_the_number_and_not_of_its_absence_or_of_a_word(style, signs):
    columns = {"b": [True, False, True], "n": [1, 2, None], "s": ["a", "a", "b"], "z": [1, 2, 3]}
    encoder = _fit(columns, style, minimum_category_rows=1)
    assert encoder.beliefs({"n": 1, "b": -1, "s": 1, "elsewhere": 1}) == signs
    assert len(signs) == len(encoder.owners())

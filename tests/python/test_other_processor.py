"""What is learned and what it says of a row do not hang on the processor."""

import json

from house import PROJECT, run
from learn_and_score import learn_and_score
from other_processor import has_more, other_processor


def test_models_and_scores_are_the_same_on_another_processor() -> None:
    variables = {"PYTHONPATH": "python:tests/python", **other_processor()}
    done = run(PROJECT, "learn_and_score", variables=variables)
    assert (done.returncode, done.stderr) == (0, "")
    here, elsewhere = learn_and_score(), json.loads(done.stdout)

    # Where nothing was taken away nothing was tried.
    assert here.pop("bits") != elsewhere.pop("bits") or not has_more()
    assert here == elsewhere

"""The feature list says what is held of features before anything is learned."""

import pyarrow as pa
from learning_world import feature_list, world

from foresale.themes import Beliefs, beliefs


def test_beliefs_are_those_of_the_entity_that_are_not_nothing():
    signs, priors = {"amount_cents": 1, "some_share": -1}, {"amount_cents": 0.5}
    listed = feature_list(world()[1], signs=signs, priors=priors)
    other = listed.slice(0, 1).set_column(0, "entity", pa.array(["property"]))
    listed = pa.concat_tables([listed, other])
    assert beliefs(listed, "customer") == Beliefs(signs, priors)
    assert beliefs(listed, "property") == Beliefs({"amount_cents": 1}, priors)
    assert beliefs(feature_list(world()[1]), "customer") == Beliefs()

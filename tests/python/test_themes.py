"""The feature list says which features have a direction."""

import pyarrow as pa
from learning_world import feature_list, world

from foresale.themes import monotone_signs


def test_the_signs_are_those_of_the_entity_that_are_not_nothing():
    listed = feature_list(world()[1], signs={"amount_cents": 1, "some_share": -1})
    other = listed.slice(0, 1).set_column(0, "entity", pa.array(["property"]))
    listed = pa.concat_tables([listed, other])
    assert monotone_signs(listed, "customer") == {"amount_cents": 1, "some_share": -1}
    assert monotone_signs(listed, "property") == {"amount_cents": 1}
    assert monotone_signs(feature_list(world()[1]), "customer") == {}

"""The learning library of foresale: relations in, Arrow out, nothing of dbt."""

from foresale.ablate import ablate
from foresale.describe import describe
from foresale.drift import drift
from foresale.explain import explain
from foresale.factorisation import factorise
from foresale.frames import of_entity, united
from foresale.guard import guard
from foresale.promote import challenge
from foresale.repeat_buying import expect_orders
from foresale.score import score
from foresale.train import train
from foresale.weigh import weigh

__all__ = [
    "ablate",
    "challenge",
    "describe",
    "drift",
    "expect_orders",
    "explain",
    "factorise",
    "guard",
    "of_entity",
    "score",
    "train",
    "united",
    "weigh",
]

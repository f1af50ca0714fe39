"""The learning library of foresale: factorise, train, score, explain; relations in, Arrow out."""

from foresale.explain import explain
from foresale.factorisation import factorise
from foresale.score import score
from foresale.train import train

__all__ = ["explain", "factorise", "score", "train"]

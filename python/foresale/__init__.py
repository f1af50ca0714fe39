"""The learning library of foresale: train, score and explain, relations in and Arrow out."""

from foresale.explain import explain
from foresale.score import score
from foresale.train import train

__all__ = ["explain", "score", "train"]

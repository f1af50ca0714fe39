"""What a model is made of: one fitted estimator, or several whose log odds are averaged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from foresale import encode, estimators
from foresale.metrics import DECIMALS, Doubles


@dataclass(frozen=True)
class Member:
    """A fitted estimator with the encoder it reads through, and its share of the average."""

    candidate_id: str
    weight: float
    encoder: encode.Encoder
    estimator: estimators.Estimator


Members = tuple[Member, ...]


def input_names(members: Members) -> list[str]:
    """Return the raw columns the members read, each once, in the order of their names."""
    return sorted({code.name for member in members for code in member.encoder.inputs})


def member_logits(members: Members, table: pa.Table) -> Doubles:
    """Return the log odds of raw rows, shape (rows,): the weighted mean of what each member says.

    A mean of log odds is the geometric pool of opinions (C. Genest and J. Zidek 1986).
    """
    return mean_logits(members, [_logits(member, table) for member in members])


def mean_logits(members: Members, logits: Sequence[Doubles]) -> Doubles:
    """Return the weighted mean of log odds that the members said, in their order."""
    if len(members) == 1:
        return logits[0]
    total = np.zeros(len(logits[0]), dtype=np.float64)
    for share, part in zip(shares(members), logits, strict=True):
        total += share * part
    # rows tie on every processor or on none
    return np.round(total, DECIMALS) + 0.0


def member_contributions(members: Members, table: pa.Table) -> tuple[Doubles, float]:
    """Return (contribution of every raw input, shape (rows, inputs); base value), in log odds.

    Columns are in the order of `input_names`; the parts of one input (categories, missing
    indicator, several members) are summed.
    """
    places = {name: at for at, name in enumerate(input_names(members))}
    summed, base = np.zeros((table.num_rows, len(places)), dtype=np.float64), 0.0
    for share, member in zip(shares(members), members, strict=True):
        matrix = encode.encode(member.encoder, table)
        encoded, start = estimators.contributions(member.estimator, matrix)
        base += share * start
        for at, owner in enumerate(member.encoder.owners()):
            summed[:, places[member.encoder.inputs[owner].name]] += share * encoded[:, at]
    return summed, base


def shares(members: Members) -> list[float]:
    """Return the weights, scaled to add up to one."""
    total = sum(member.weight for member in members)
    return [member.weight / total for member in members]


def members_state(members: Members) -> list[dict[str, Any]]:
    """Return the members as plain values for JSON."""
    return [
        {
            "candidate_id": member.candidate_id,
            "weight": member.weight,
            "encoder": encode.encoder_state(member.encoder),
            "estimator": estimators.estimator_state(member.estimator),
        }
        for member in members
    ]


def members_from_state(state: list[dict[str, Any]]) -> Members:
    """Return the members that `members_state` described."""
    return tuple(
        Member(
            part["candidate_id"],
            part["weight"],
            encode.encoder_from_state(part["encoder"]),
            estimators.estimator_from_state(part["estimator"]),
        )
        for part in state
    )


def _logits(member: Member, table: pa.Table) -> Doubles:
    return estimators.logits(member.estimator, encode.encode(member.encoder, table))

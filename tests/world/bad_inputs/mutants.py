"""Small sound files and what chance makes of them: a byte flipped, deleted, inserted, doubled."""

import gzip
import random
from collections.abc import Callable

from bad_inputs.formats import json_line, parquet
from bad_inputs.making import HEADER, line

COUNTS = {".csv": 100, ".csv.gz": 20, ".jsonl": 30, ".parquet": 30}


def sound_file(key: str, suffix: str) -> bytes:
    """Return a small file of invoice lines without any defect."""
    ids = [f"{key}-{n}" for n in range(1, 6)]
    if suffix == ".jsonl":
        return b"".join(json_line(line_id) for line_id in ids)
    if suffix == ".parquet":
        return parquet(ids)
    content = HEADER + b"".join(line(line_id, sku=f'{line_id}, "S1"') for line_id in ids)
    return gzip.compress(content, mtime=0) if suffix == ".csv.gz" else content


def _flipped(content: bytes, place: int, chance: random.Random) -> bytes:
    flipped = content[place] ^ (1 << chance.randrange(8))
    return content[:place] + bytes([flipped]) + content[place + 1 :]


def _deleted(content: bytes, place: int, chance: random.Random) -> bytes:
    return content[:place] + content[place + chance.randint(1, 40) :]


def _inserted(content: bytes, place: int, chance: random.Random) -> bytes:
    inserted = chance.choice((b'"', b",", b"\n", b"\r", b"\0", chance.randbytes(3)))
    return content[:place] + inserted + content[place:]


def _doubled(content: bytes, place: int, chance: random.Random) -> bytes:
    return content[:place] + content[max(0, place - chance.randint(1, 200)) :]


def _truncated(content: bytes, place: int, _: random.Random) -> bytes:
    return content[:place]


_MUTATIONS: tuple[Callable[[bytes, int, random.Random], bytes], ...] = (
    _flipped,
    _deleted,
    _inserted,
    _doubled,
    _truncated,
)


def mutant(seed: int, suffix: str) -> bytes:
    """Return the sound file after one to three mutations that hang on the seed alone."""
    chance = random.Random(f"{seed}{suffix}")
    content = sound_file(f"mutant{seed}", suffix)
    for _ in range(chance.choice((1, 1, 2, 3))):
        if content:
            mutate = chance.choice(_MUTATIONS)
            content = mutate(content, chance.randrange(len(content)), chance)
    return content

"""The marts for readers: written aside, read back, then swapped in whole with one link.

publish/versions/<version>/ holds marts.duckdb, <mart>.parquet, manifest.json and audit.json;
publish/current and publish/previous are links to versions, publish/marts.duckdb and
publish/<mart>.parquet are links into current/. Whoever opens a resolved path keeps that version
as long as the file is open, whatever is published meanwhile.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from foresale.relation_hash import (
    RelationHash,
    brief,
    content_hashes,
    hash_schemas,
    open_warehouse,
)
from foresale.settings import UserError
from foresale.version_folder import AUDIT, DATABASE, MANIFEST, fault, parquet, write_marts

__all__ = ["ROOMS", "Publication", "RelationHash", "content_hashes", "publish"]

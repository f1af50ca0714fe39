"""Builds on the target named and copies every room, in the one process that has the session."""

import os
import sys
from pathlib import Path

from foresale.build import build, manifest_of
from foresale.publish import ROOMS
from foresale.settings import paths
from foresale.spark import copy_rooms

target = sys.argv[1]
build(places=paths(os.environ), target=target, as_of_date=None, say=print)
copy_rooms(rooms=ROOMS, manifest=manifest_of(target), database=Path("all_rooms.duckdb"))

"""`foresale land`: files in, all-text Parquet with file, line and content hash out."""

from foresale.landing.manifest import MANIFEST, LandedFile
from foresale.landing.step import land

__all__ = ["MANIFEST", "LandedFile", "land"]

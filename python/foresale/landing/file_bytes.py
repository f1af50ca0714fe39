"""Bytes first: hashes, decompression, and the checks before any parser sees a file."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from foresale.settings import UserError

# Large enough that the vectorised reader is at full speed, small enough that memory stays flat.
CHUNK_BYTES = 4 * 1024 * 1024

# A longer physical line means a file without line ends; it would have to be in memory whole.
MAX_LINE_BYTES = 64 * 1024 * 1024

_UTF8_MARK = b"\xef\xbb\xbf"

# First bytes of files that are something else than their name says, and how to mend each.
_FOREIGN = (
    (b"\xff\xfe", "is UTF-16, not UTF-8 text", "export it as UTF-8"),
    (b"\xfe\xff", "is UTF-16, not UTF-8 text", "export it as UTF-8"),
    (b"\x1f\x8b", "is compressed with gzip", "name it *.csv.gz, or unpack it (once more)"),
    (b"PK\x03\x04", "is a spreadsheet or zip archive", "export it as csv"),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet of the old kind", "export it as csv"),
    (b"PAR1", "is a Parquet file", "name it *.parquet"),
)


def sha256_of(path: Path) -> str:
    """Return the sha256 of the bytes of the file as hexadecimal text."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


def stamp_of(path: Path) -> tuple[int, int]:
    """Return size and time of the file: another stamp means that somebody wrote to it."""
    try:
        status = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return status.st_size, status.st_mtime_ns


def require_content(path: Path) -> None:
    """Raise UserError when the file has no byte at all, as an interrupted upload leaves it."""
    if stamp_of(path)[0] == 0:
        raise UserError(f"{path} is empty (0 bytes): export it again, or remove it.")


def line_blocks(path: Path) -> Iterator[bytes]:
    """Return the text of the file in blocks of whole lines, unpacked, without byte order mark.

    Every block ends in a line feed, except perhaps the last. Raises UserError for an empty, broken
    or truncated file, for one whose first bytes are no UTF-8 text, and for endless lines.
    """
    rest = b""
    for chunk in _text_chunks(path):
        head, newline, tail = chunk.rpartition(b"\n")
        if newline:
            yield rest + head + newline
            rest = tail
        else:
            rest += tail
        if len(rest) > MAX_LINE_BYTES:
            raise UserError(f"{path} has a line above 64 MiB: end each record with a line feed.")
    if rest:
        yield rest


def _text_chunks(path: Path) -> Iterator[bytes]:
    require_content(path)
    chunks = _unpacked(path)
    first = next(chunks, b"")
    if not first:
        raise UserError(f"{path} is empty once unpacked: export it again, or remove it.")
    for mark, fault, mend in _FOREIGN:
        if first.startswith(mark):
            raise UserError(f"{path} {fault}: {mend}.")
    yield first.removeprefix(_UTF8_MARK)
    yield from chunks


def _unpacked(path: Path) -> Iterator[bytes]:
    try:
        with _opened(path) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except EOFError as error:
        raise UserError(f"{path} stops in the middle of its gzip data: export it again.") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise UserError(f"{path} is not sound gzip ({error}): export it again.") from error
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> UserError:
    """Return the sentence about a file or folder that the operating system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return UserError(f"{path} went away while it was read: land again once it is complete.")
    return UserError(f"{path} cannot be read ({error.strerror}): mend its permissions.")


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")

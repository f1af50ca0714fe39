"""The tiny company a second time, and nothing about how it is built is the same."""

import gzip
from pathlib import Path

import pyarrow.parquet as pq
from house import copy_project, foresale, run
from other_processor import other_processor

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def other_project(project: Path) -> str:
    """Return what plain dbt printed when it built the tiny company in another folder.

    One model after another, each on one thread, from the same rows in another order and in other
    files, and as if on another processor.
    """
    copy_project(project)
    foresale(project, "world", "--size", "tiny")
    spread_files(project / "landing")
    foresale(project, "land")
    profile = project / "profiles.yml"
    text = profile.read_text().replace("threads: 4", "threads: 1")
    profile.write_text(text.replace("TimeZone: UTC", "TimeZone: UTC\n        threads: 1", 1))
    build = ("dbt.cli.main", "build", "--show-all-deprecations")
    done = run(project, *build, variables=other_processor())
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def spread_files(landing: Path) -> None:
    """Spread the rows of every file over two, the last ones first; what was packed is not."""
    for path in sorted(path for path in landing.rglob("*") if path.is_file()):
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            rows = list(reversed(range(table.num_rows)))
            for half in (0, 1):
                pq.write_table(table.take(rows[half::2]), path.with_name(f"{half}-{path.name}"))
        else:
            content = path.read_bytes()
            text = gzip.decompress(content) if path.suffix == ".gz" else content
            lines = text.removeprefix(BYTE_ORDER_MARK).splitlines()
            header = [] if path.suffix == ".jsonl" else lines[:1]
            rest = lines[len(header) :][::-1]
            for half in (0, 1):
                part = b"".join(line + b"\n" for line in [*header, *rest[half::2]])
                path.with_name(f"{half}-{path.name.removesuffix('.gz')}").write_bytes(part)
        path.unlink()

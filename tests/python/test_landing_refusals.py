"""Files and folders that stop the run with one sentence."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bad_inputs import refused, refused_kinds
from bad_inputs.refused import Refused
from landing_house import COLUMNS, HEADER, House

from foresale.cli import main
from foresale.landing import MANIFEST, csv_file, file_bytes, step

FILES = [*refused.FILES, *refused_kinds.FILES]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def denying(original: Callable[..., Any], denied: Path) -> Callable[..., Any]:
    """Return the method of Path that may not touch this one."""

    def deny(path: Path, *arguments: Any, **named: Any) -> Any:
        if path == denied:
            raise PermissionError(13, "Permission denied", str(path))
        return original(path, *arguments, **named)

    return deny


@pytest.mark.parametrize("case", FILES, ids=[case.name for case in FILES])
def test_a_broken_file_is_refused_by_name(house: House, case: Refused) -> None:
    path = house.folder / case.file
    path.write_bytes(case.content) if isinstance(case.content, bytes) else case.content(path)
    sentence = house.refusal()
    assert re.search(case.said, sentence)
    assert f"{path.parent}/" in sentence
    assert sentence.isprintable()
    assert len(sentence) < 800
    assert not (house.raw / MANIFEST).exists()
    assert not list(house.raw.rglob("*.writing"))


def test_a_refusal_is_one_line_and_an_exit_code(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("foresale.build.SOURCES", house.sources)
    monkeypatch.setattr("foresale.build.start_history", lambda landing: None)
    monkeypatch.setenv("FORESALE_LANDING", str(house.landing))
    monkeypatch.setenv("FORESALE_RAW", str(house.raw))
    path = house.put("a.csv", b"")
    assert main(["land"]) == 1
    printed = capsys.readouterr()
    assert printed.err == f"foresale: {path} is empty (0 bytes): export it again, or remove it.\n"
    assert printed.out == ""


def test_what_the_system_does_not_let_us_read_is_named(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = house.put("a.csv", HEADER)
    for method, denied, said in [
        ("open", path, f"{path} cannot be read (Permission denied): mend its permissions."),
        ("is_file", path, f"{path} cannot be read (Permission denied): mend its permissions."),
        ("iterdir", house.folder, f"{house.folder} cannot be read (Permission denied): mend"),
    ]:
        with monkeypatch.context() as patched:
            patched.setattr(Path, method, denying(getattr(Path, method), denied))
            assert said in house.refusal()
    assert len(house.land()) == 1


@pytest.mark.parametrize("verb", ["sha256_of", "stamp_of"])
def test_a_file_that_goes_away_while_it_is_read_is_named(
    house: House, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    path = house.put("a.csv", HEADER)
    original = getattr(step, verb)

    def removed(path: Path) -> Any:
        path.unlink(missing_ok=True)
        return original(path)

    monkeypatch.setattr(step, verb, removed)
    said = f"{path} went away while it was read: land again once it is complete."
    assert house.refusal() == said


def test_a_line_without_end_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_bytes, "MAX_LINE_BYTES", 100)
    house.put("a.csv", HEADER + b"x" * 101)
    assert "has a line above" in house.refusal()


def test_a_file_that_grows_while_it_is_read_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = house.put("a.csv", HEADER)
    original = file_bytes.line_blocks

    def growing(path: Path) -> Any:
        yield from original(path)
        path.write_bytes(HEADER + b"a,b,c,d\n")

    monkeypatch.setattr(csv_file, "line_blocks", growing)
    assert house.refusal() == f"{path} changed while it was read: land again once it is complete."


def test_a_declared_table_without_a_file_is_named(house: House) -> None:
    assert house.refusal() == (
        "No file for erp.assets: put at least one csv, csv.gz, jsonl or parquet file into "
        f"{house.folder}/ (a file with only the header will do)."
    )

    house.folder.rmdir()
    assert house.refusal().startswith("No file for erp.assets: put at least one")


def test_what_no_source_declares_is_refused(house: House) -> None:
    house.put("a.csv", HEADER)
    for stray, said in [
        ("crm/deals/a.csv", "No source `crm` is declared"),
        ("erp/orders/a.csv", "declares no table `orders`"),
        ("erp/a.csv", "stands in no table's folder"),
        ("a.csv", "stands in no table's folder"),
        ("erp/assets/old/a.csv", "is a folder: move its files to"),
    ]:
        path = house.landing / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(HEADER)
        assert said in house.refusal()
        path.unlink()
        for parent in (path.parent, path.parent.parent):
            if parent.name in ("old", "orders", "deals", "crm"):
                parent.rmdir()
    assert len(house.land()) == 1


def test_hidden_files_are_not_looked_at(house: House) -> None:
    house.put("a.csv", HEADER)
    house.put(".DS_Store", b"x")
    assert [file.source_file for file in house.land()] == ["erp/assets/a.csv"]


def test_a_missing_landing_folder_is_named(house: House) -> None:
    house.landing = house.landing.with_name("nowhere")
    assert f"There is no folder {house.landing}/" in house.refusal()


def test_raw_and_landing_must_be_apart(house: House) -> None:
    house.raw = house.landing / "raw"
    assert "set FORESALE_LANDING and FORESALE_RAW to two separate folders" in house.refusal()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: [", "cannot be read as YAML"),
        ("models: []", "No source is declared"),
        ("sources: [{tables: []}]", "every entry of `sources:` needs a `name:`"),
        ("sources: [{name: erp, tables: [{name: assets}]}]", "declares erp.assets without columns"),
        (
            "sources: [{name: erp, tables: [{name: t, columns: [{name: a}, {name: A}]}]}]",
            "declares a column of erp.t twice",
        ),
    ],
)
def test_a_broken_declaration_is_named(house: House, text: str, said: str) -> None:
    (house.sources / "_erp.yml").write_text(text)
    assert said in house.refusal()


def test_a_table_declared_in_two_files_is_refused(house: House) -> None:
    (house.sources / "_two.yml").write_bytes((house.sources / "_erp.yml").read_bytes())
    assert "_two.yml declares erp.assets again" in house.refusal()


def test_columns_that_landing_adds_may_be_declared_and_need_not_be_in_the_file(
    house: House,
) -> None:
    house.declare(*COLUMNS, "source_file", "raw_text")
    assert house.landed("a.csv", HEADER + b"a,b,c,d\n")[0]["source_file"] == "erp/assets/a.csv"

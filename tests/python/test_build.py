"""What a red build says."""

from pathlib import Path

import duckdb

from foresale.build import first_violation
from foresale.red import LONGEST_REASON, reason


def test_a_red_test_names_the_row_it_found(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table policies (policy_id varchar, weight_count int)")
        connection.execute("insert into policies values ('money', 3), ('blend', 4)")

    said = first_violation("select * from policies where weight_count <> 4", warehouse)

    assert said == " (policy_id = money, weight_count = 3)"


def test_a_test_that_is_green_by_now_names_nothing(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    duckdb.connect(str(warehouse)).close()

    assert first_violation("select 1 as one where false", warehouse) == ""


def test_an_error_of_dbt_is_one_sentence_without_the_places_in_the_code() -> None:
    error = (
        "Compilation Error in seed tasks (seeds/tasks.csv)\n"
        "  seeds/tasks.csv has no column entity: add it.\n"
        "  \n"
        "  > in macro require_sound_seed (macros/settings.sql)\n"
        "  > called by seed tasks (seeds/tasks.csv)"
    )

    assert reason(error) == "seeds/tasks.csv has no column entity: add it"
    assert reason("Out of memory") == "Out of memory"
    assert reason("") == ""
    assert len(reason("head\n" + "x" * 10_000)) < LONGEST_REASON + 10

"""examples/king_county, olist and nashville: landing files of a few rows, and the real figures."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from house import query
from real_files import (
    DEALS,
    LEADS,
    PERMITS,
    Row,
    home_sale,
    houses,
    landed,
    load_converter,
    permit,
    save_funnel,
    save_permits,
    save_sales,
)

KING, OLIST, NASHVILLE = (load_converter(name) for name in ("king_county", "olist", "nashville"))
CONVERTERS = {"seattle_sales.parquet": KING, LEADS: OLIST, PERMITS: NASHVILLE}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return houses(tmp_path_factory.mktemp("real"))


def _sales(folder: Path, *sales: Row) -> Path:
    save_sales(folder, sales)
    KING.convert(folder, folder / "landing")
    return folder / "landing"


def _funnel(folder: Path, contacts: Sequence[tuple[str, str]], wins: Sequence[tuple[str, str]]):
    leads = [
        {"mql_id": key, "first_contact_date": day, "landing_page_id": "page", "origin": "NaN"}
        for key, day in contacts
    ]
    save_funnel(folder, leads, [{"mql_id": key, "won_date": at} for key, at in wins])
    OLIST.convert(folder, folder / "landing")
    rows = landed(folder / "landing", "dealer_crm/leads")
    return [(row["external_id"], row["status"], row["recorded_at"]) for row in rows]


def test_a_parcel_is_on_file_from_its_first_sale(tmp_path: Path) -> None:
    landing = _sales(
        tmp_path,
        home_sale("..a", "1", "2012-03-05", 500000),
        home_sale("..b", "2", "2016-03-05", 400000),
    )
    rows = landed(landing, "property/parcels")
    assert [(row["parcel_id"], row["recorded_at"]) for row in rows] == [
        ("..a", "2012-03-05 00:00:00"),
        ("..b", "2016-03-05 00:00:00"),
    ]
    assert (rows[0]["region"], rows[0]["built_year"]) == ("area 7", "1950")


def test_what_is_stated_anew_at_a_sale_is_a_later_row_and_the_same_is_none(
    tmp_path: Path,
) -> None:
    landing = _sales(
        tmp_path,
        home_sale("..a", "1", "2012-03-05", 500000),
        home_sale("..a", "2", "2013-03-05", 500000),
        home_sale("..a", "3", "2014-03-05", 500000, bldg_grade=9),
        home_sale("..a", "4", "2014-03-05", 500000, bldg_grade=10),
    )
    rows = landed(landing, "property/parcels")
    assert [(row["recorded_at"][:4], row["quality_grade"]) for row in rows] == [
        ("2012", "8"),
        ("2014", "10"),
    ]
    assert len(landed(landing, "property/transfers")) == 4


def test_a_sale_is_known_on_its_day_and_names_no_buyer(tmp_path: Path) -> None:
    landing = _sales(tmp_path, home_sale("..a", "2012..1", "2012-03-05", 500000))
    assert landed(landing, "property/transfers") == [
        {
            "transfer_id": "2012..1",
            "parcel_id": "..a",
            "owner_id": "",
            "sold_date": "2012-03-05",
            "price": "500000",
            "recorded_at": "2012-03-05 00:00:00",
        }
    ]


def test_a_lead_is_worked_from_its_first_contact_and_won_when_the_deal_says(
    tmp_path: Path,
) -> None:
    contacts = [("a", "2018-01-01 00:00:00"), ("b", "2018-01-02 00:00:00")]
    assert _funnel(tmp_path, contacts, [("a", "2018-01-09 10:00:00")]) == [
        ("a", "contacted", "2018-01-01 00:00:00"),
        ("a", "won", "2018-01-09 10:00:00"),
        ("b", "contacted", "2018-01-02 00:00:00"),
    ]


def test_a_lead_won_before_its_first_contact_was_never_open(tmp_path: Path) -> None:
    contacts = [("a", "2018-01-02 00:00:00"), ("b", "2018-01-02 00:00:00")]
    wins = [("a", "2018-01-01 10:00:00"), ("b", "2018-01-02 00:00:00")]
    assert _funnel(tmp_path, contacts, wins) == [
        ("a", "won", "2018-01-01 10:00:00"),
        ("b", "contacted", "2018-01-02 00:00:00"),
        ("b", "won", "2018-01-02 00:00:00"),
    ]


def test_what_is_known_of_winners_only_does_not_land(tmp_path: Path) -> None:
    _funnel(tmp_path, [("a", "2018-01-02 00:00:00")], [("a", "2018-01-03 00:00:00")])
    open_row, won_row = landed(tmp_path / "landing", "dealer_crm/leads")
    told = [{**row, "status": "", "recorded_at": ""} for row in (open_row, won_row)]
    assert told[0] == told[1]
    assert open_row["channel"] == ""


def test_dates_of_another_form_pass_as_they_are_to_be_judged_by_the_landing(
    tmp_path: Path,
) -> None:
    contacts = [("a", "02-01-2018")]
    assert _funnel(tmp_path, contacts, [("a", "01-01-2018 10:00")]) == [
        ("a", "contacted", "02-01-2018"),
        ("a", "won", "01-01-2018 10:00"),
    ]


def test_milliseconds_become_timestamps_and_words_become_trades(tmp_path: Path) -> None:
    save_permits(tmp_path, [permit("T1", 1681189200000), permit("T2", 0, Const_Cost="1")])
    NASHVILLE.convert(tmp_path, tmp_path / "landing")
    second, first = landed(tmp_path / "landing", "permits/leads")
    assert (first["created_at"], second["created_at"]) == (
        "2023-04-11 05:00:00",
        "1970-01-01 00:00:00",
    )
    assert first["trade_tags"] == "roofing|electrical|remodelling"
    assert (first["permit_value"], second["permit_value"]) == ("25000", "")


def test_a_permit_listed_twice_is_one_lead_offered_once(tmp_path: Path) -> None:
    twice = [permit("T1", 0, ObjectId=9, Address="old"), permit("T1", 0, ObjectId=10)]
    save_permits(tmp_path, twice)
    NASHVILLE.convert(tmp_path, tmp_path / "landing")
    assert [row["address"] for row in landed(tmp_path / "landing", "permits/leads")] == [
        "1 Main St"
    ]
    assert len(landed(tmp_path / "landing", "permits/lead_offers")) == 1


@pytest.mark.parametrize(("file", "converter"), CONVERTERS.items(), ids=["king", "olist", "nash"])
def test_a_missing_file_a_broken_one_and_another_company_end_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, converter: ModuleType
) -> None:
    arguments = [str(tmp_path), str(tmp_path / "landing")]
    assert converter.main(arguments) == 1
    assert "There is no " in capsys.readouterr().err
    (tmp_path / file).write_bytes(b"PAR1 nothing")
    assert converter.main(arguments) == 1
    assert capsys.readouterr().err.count("\n") == 1
    save_sales(tmp_path, [home_sale("..a", "1", "2012-03-05", 500000)])
    save_funnel(tmp_path, [{"mql_id": "a", "first_contact_date": "2018-01-01"}], [])
    save_permits(tmp_path, [permit("T1", 0)])
    other = tmp_path / "landing" / "erp" / "reps" / "a.csv"
    other.parent.mkdir(parents=True)
    other.write_text("rep_id\n")
    assert converter.main(arguments) == 1
    assert "two companies would be mixed" in capsys.readouterr().err
    other.unlink()
    assert converter.main(arguments) == 0
    assert "rows" in capsys.readouterr().out


def test_a_deal_of_nobody_and_a_date_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OLIST.ConversionError, match="deals of leads that the file of leads"):
        _funnel(tmp_path, [("a", "2018-01-01 00:00:00")], [("b", "2018-01-02 00:00:00")])
    save_permits(tmp_path, [permit("T1", "2023-04-11")])
    with pytest.raises(NASHVILLE.ConversionError, match="2023-04-11 in Date_Entered"):
        NASHVILLE.convert(tmp_path, tmp_path / "landing")
    (tmp_path / DEALS).write_text("mql_id\n")
    with pytest.raises(OLIST.ConversionError, match="has no column won_date"):
        OLIST.convert(tmp_path, tmp_path / "landing")


def _champion(project: Path, task: str) -> tuple[float, float]:
    ((auc, lift),) = query(
        project,
        "select roc_auc, lift_at_10 from marts.model_metrics"
        f" where task_id = '{task}' and scorer = 'champion' and status = 'selected'",
    )
    return auc, lift


def test_homes_sold_in_2016_are_told_from_those_of_the_years_before(
    built: dict[str, Path],
) -> None:
    auc, lift = _champion(built["king_county"], "property_sale")
    roles = query(
        built["king_county"],
        "select cast(min(cutoff_date) as varchar), cast(max(window_end_date) as varchar)"
        " from labels.labels_property where task_id = 'property_sale' and"
        " label_status = 'observed' group by cutoff_role = 'holdout' order by all",
    )
    assert auc >= 0.61
    assert lift >= 1.8
    assert roles == [("2012-01-06", "2015-12-31"), ("2015-12-31", "2016-12-30")]


def test_leads_of_april_and_may_are_told_from_those_of_december_until_march(
    built: dict[str, Path],
) -> None:
    auc, _ = _champion(built["olist"], "car_lead_sold")
    days = query(
        built["olist"],
        "select label_status, cutoff_role, label_reason, cast(min(cutoff_date) as varchar),"
        " cast(max(cutoff_date) as varchar) from labels.labels_car_lead"
        " where label_status <> 'censored' group by all order by all",
    )
    assert auc >= 0.69
    assert days == [
        ("observed", "holdout", None, "2018-04-01", "2018-05-31"),
        ("observed", "train", None, "2017-12-06", "2018-03-02"),
        (
            "unobserved",
            "train",
            "it came in before its CRM recorded outcomes",
            "2017-06-14",
            "2017-12-05",
        ),
    ]


def test_permits_without_feedback_are_scored_by_the_rules_and_the_marts_say_so(
    built: dict[str, Path],
) -> None:
    project = built["nashville"]
    rungs = query(
        project,
        "select distinct rung from scoring.predictions where task_id = 'contractor_lead_won'",
    )
    card = query(
        project,
        "select status, reason from marts.model_cards where task_id = 'contractor_lead_won'",
    )
    speakers = query(
        project,
        "select distinct scored_by, win_label from marts.lead_outcomes where win_prob is not null",
    )
    assert rungs == [("rules",)]
    assert card == [
        ("abstained", "There are no train rows with an observed outcome (0 select entities).")
    ]
    assert speakers == [("rules", None)]


def test_what_is_landed_unconverted_is_in_quarantine_with_file_line_and_rule(
    built: dict[str, Path],
) -> None:
    rows = query(
        built["olist"],
        "select source_file, source_line, column_name, raw_value, rule from staging.quarantine"
        " order by all",
    )
    assert rows == [
        ("dealer_crm/leads/dirty.csv", 2, "received_at", "01-02-2018", "timestamp"),
        ("permits/leads/raw.csv", 2, "created_at", "1681189200000", "timestamp"),
    ]

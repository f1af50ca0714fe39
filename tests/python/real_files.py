"""Files like those of the examples about homes, marketing leads and permits, made up for tests."""

import csv
import gzip
import importlib.util
import io
import os
import random
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from house import PROJECT, copy_project, dbt, foresale

# Names the folder that holds the folders of the real files: the same tests then look at them.
REAL_FILES = "REAL_FILES"
FOLDERS = {
    "king_county": "king_county_seattle_sales",
    "olist": "olist_marketing_funnel",
    "nashville": "nashville_permits",
}
# The last complete day; made-up files end a day later, so that it need not be said.
AS_OF_DAYS = {"king_county": "2016-12-30", "olist": "2018-06-30", "nashville": "2024-09-18"}
LEADS = "olist_marketing_qualified_leads_dataset.csv.gz"
DEALS = "olist_closed_deals_dataset.csv"
PERMITS = "nashville_permit_applications.csv.gz"
ROOMS = ["+model_metrics", "+model_cards", "+lead_outcomes", "+quarantine"]
# None of them has customers, and no list of customers must not make the build red.
ROOMS += ["+whitespace__somebody_is_on_the_list"]
Row = dict[str, Any]


def load_converter(example: str) -> ModuleType:
    path = PROJECT / "examples" / example / "convert.py"
    spec = importlib.util.spec_from_file_location(f"{example}_convert", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def landed(landing: Path, table: str) -> list[dict[str, str]]:
    (path,) = (landing / table).glob("*.csv.gz")
    return list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode())))


def houses(root: Path) -> dict[str, Path]:
    """Return the project by example: one built on all made-up files, or one each on real ones."""
    named = os.environ.get(REAL_FILES)
    if named:
        return {
            example: _built(root / example, {example: Path(named) / folder}, AS_OF_DAYS[example])
            for example, folder in FOLDERS.items()
        }
    sources = {example: root / folder for example, folder in FOLDERS.items()}
    for source in sources.values():
        source.mkdir()
    save_sales(sources["king_county"], many_sales())
    save_funnel(sources["olist"], *many_leads())
    save_permits(sources["nashville"], many_permits())
    return dict.fromkeys(FOLDERS, _built(root / "all", sources, None))


def _built(root: Path, sources: dict[str, Path], as_of: str | None) -> Path:
    project = copy_project(root)
    for example, source in sources.items():
        # Each converter wants a landing folder of its own.
        landing = root / f"landing_of_{example}"
        load_converter(example).convert(source, landing)
        shutil.copytree(landing, project / "landing", dirs_exist_ok=True)
    set_seeds_for_olist(project / "seeds")
    spoil(project / "landing")
    foresale(project, "land")
    told = ["--vars", f"{{as_of_date: {as_of}}}"] if as_of else []
    left_out = ["--exclude-resource-type", "unit_test", "--indirect-selection", "empty"]
    done = dbt(project, "build", *left_out, *told, "--select", *ROOMS)
    assert done.returncode == 0, done.stdout
    return project


def set_seeds_for_olist(seeds: Path) -> None:
    """Do what examples/olist/README.md asks for."""
    outcomes = seeds / "outcome_map.csv"
    outcomes.write_text(outcomes.read_text() + "olist,contacted,OPEN,true\nolist,won,WON,true\n")
    with (seeds / "tasks.csv").open(newline="") as file:
        tasks = list(csv.DictReader(file))
    (task,) = [row for row in tasks if row["task_id"] == "car_lead_sold"]
    task |= {"horizon_periods": "30", "widened_horizon_periods": "30", "holdout_count": "61"}
    task |= {"select_count": "0", "calibrate_count": "0", "minimum_select_auc": "0"}
    with (seeds / "tasks.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(task), lineterminator="\n")
        writer.writeheader()
        writer.writerows(tasks)
    ages = (seeds / "lead_ages.csv").read_text().splitlines()
    kept = [age for age in ages if not age.startswith("car_lead_sold,") or age.endswith(",0")]
    (seeds / "lead_ages.csv").write_text("\n".join(kept) + "\n")


def spoil(landing: Path) -> None:
    """Land two rows as the dirty files have them: days first, and a day in milliseconds."""
    dirty = landing / "dealer_crm" / "leads" / "dirty.csv"
    dirty.parent.mkdir(parents=True, exist_ok=True)
    dirty.write_text(
        "source_system,external_id,dealership_id,rep_id,person_id,vehicle_id,channel,campaign,"
        "status,received_at,recorded_at\n"
        "olist,dirty,,,,,social,page,contacted,01-02-2018,01-02-2018\n"
    )
    raw = landing / "permits" / "leads" / "raw.csv"
    raw.parent.mkdir(parents=True, exist_ok=True)
    raw.write_text(
        "lead_id,address,region,permit_kind,trade_tags,permit_value,created_at,recorded_at\n"
        "raw,1 Main St,district 1,Roofing,roofing,100,1681189200000,1681189200000\n"
    )


def home_sale(parcel: str, sale_id: str, day: str, price: int, **other: Any) -> Row:
    sold = date.fromisoformat(day)
    return {
        **{"pinx": parcel, "sale_id": sale_id, "sale_price": price, "sale_date": sold},
        **{"use_type": "sfr", "area": 7, "lot_sf": 5000, "bldg_grade": 8, "tot_sf": 1500},
        **{"beds": 3, "baths": 1.5, "age": sold.year - 1950, "eff_age": 9, **other},
    }


def save_sales(folder: Path, sales: Sequence[Row]) -> None:
    pq.write_table(pa.Table.from_pylist(list(sales)), folder / "seattle_sales.parquet")


def save_funnel(folder: Path, leads: Sequence[Row], deals: Sequence[Row]) -> None:
    columns = ["mql_id", "first_contact_date", "landing_page_id", "origin"]
    (folder / LEADS).write_bytes(gzip.compress(_csv(columns, leads).encode()))
    (folder / DEALS).write_text(_csv(["mql_id", "won_date", "lead_type"], deals))


def save_permits(folder: Path, permits: Sequence[Row]) -> None:
    (folder / PERMITS).write_bytes(gzip.compress(_csv(list(permits[0]), permits).encode()))


def _csv(columns: list[str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def permit(number: str, milliseconds: int | str, **other: Any) -> Row:
    return {
        **{"Permit__": number, "Permit_Type_Description": "Building Residential - Addition"},
        **{"Permit_Subtype_Description": "Single Family", "Date_Entered": milliseconds},
        **{"Const_Cost": "25000", "Address": "1 Main St", "Purpose": "new roof and wiring"},
        **{"Council_Dist": 19, "ObjectId": 1, **other},
    }


def many_sales() -> list[Row]:
    """Return sales of homes of which those that were bought cheaply are soon sold again."""
    chance, first, last = random.Random(5), date(2010, 1, 1), date(2016, 12, 31)
    sales = []
    for key in range(2500):
        size, area = chance.randint(8, 30) * 100, chance.randint(1, 5)
        day = first + timedelta(days=chance.randint(0, 2400))
        is_cheap = chance.random() < 0.25
        kind = {"tot_sf": size, "area": area}
        price = int(size * (200 + 20 * area) * chance.uniform(0.9, 1.1) * (0.6 if is_cheap else 1))
        sales.append(home_sale(f"..{key:05}", f"{key}..1", str(day), price, **kind))
        again = day + timedelta(days=chance.randint(200, 1100 if is_cheap else 5000))
        if again <= last and chance.random() < (0.7 if is_cheap else 0.3):
            sales.append(home_sale(f"..{key:05}", f"{key}..2", str(again), 2 * price, **kind))
    return [*sales, home_sale("..end", "end", str(last), 300000)]


def many_leads() -> tuple[list[Row], list[Row]]:
    """Return leads and deals: pages differ, and no deal is recorded before 5 December 2017."""
    chance, first = random.Random(5), date(2017, 6, 14)
    rates = [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.3, 0.4]
    leads, deals = [], []
    for key in range(3000):
        day, page = first + timedelta(days=key * 352 // 3000), chance.randrange(len(rates))
        lead = {"mql_id": f"m{key}", "first_contact_date": f"{day} 00:00:00"}
        leads.append({**lead, "landing_page_id": f"p{page}", "origin": "social"})
        won = day + timedelta(days=chance.randint(1, 28))
        if chance.random() < rates[page] and won >= date(2017, 12, 5):
            deals.append({"mql_id": f"m{key}", "won_date": f"{won} 12:00:00", "lead_type": "x"})
    late = {"mql_id": "late", "first_contact_date": "2018-05-31 00:00:00", "origin": "social"}
    leads.append({**late, "landing_page_id": "p7"})
    return leads, [*deals, {"mql_id": "late", "won_date": "2018-07-01 12:00:00", "lead_type": "x"}]


def many_permits() -> list[Row]:
    """Return permits of the two hundred days until 19 September 2024."""
    end = 1726722000000
    return [
        permit(f"T{key}", end - key * 86400000, ObjectId=key, Council_Dist=19 if key % 3 else 2)
        for key in range(200)
    ]

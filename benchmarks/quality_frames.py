"""What `make benchmark-quality` learns from: frames of each test cutoff, by the project itself.

For a test cutoff T with a window of h months the house is built with `as_of_date` T + h, up to its
labels and features. Its newest vintage is then T: the project's own calendar says which cutoffs
train, select and calibrate, all of whose label windows are over by T, and T itself is the holdout.
"""

import csv
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from chaos_house import PROJECT, House, require

TASK = "division_purchase"
SELECTED = (
    *("learning_labels", "learning_offers", "labelled_outcomes", "features_customer"),
    *("feature_list", "feature_guards", "expected_values", "fct_customer_offer_month"),
    *("candidates", "confidence_limits"),
)
# Every frame by name; :day is the test cutoff. The test frame holds what is known on the day beside
# what happened after it; nobody who learns is given its last columns.
QUERIES = {
    "labels": """
        select labels.* from labels.learning_labels as labels
        where task_id = 'division_purchase' and vintage_date = $day
            and window_periods_used = (select horizon_periods from settings.tasks
                where task_id = 'division_purchase')""",
    "offers": """
        select * from labels.learning_offers
        where task_id = 'division_purchase' and vintage_date = $day
            and window_periods_used = (select horizon_periods from settings.tasks
                where task_id = 'division_purchase')""",
    "features": """
        select * from features.features_customer
        where cutoff_date = $day or cutoff_date in (
            select cutoff_date from labels.learning_labels
            where task_id = 'division_purchase' and vintage_date = $day)""",
    "feature_list": "select * from features.feature_list",
    "guards": """
        select * from training.feature_guards
        where task_id = 'division_purchase' and vintage_date = $day""",
    "tasks": "select * from settings.tasks",
    "candidates": "select * from settings.candidates",
    "confidence_limits": "select * from settings.confidence_limits",
    "history": """
        select
            customer_id as entity_id, offer_id, event_month, order_count,
            revenue_cents, gross_profit_cents
        from star.fct_customer_offer_month where event_month <= $day and known_month <= $day""",
    "test": """
        with worth as (
            select outcomes.*, features.size_band
            from labels.labels_customer as outcomes
            inner join features.features_customer as features
                using (entity_id, offer_id, cutoff_date)
            where task_id = 'division_purchase' and cutoff_date = $day
                and label_status = 'observed'
                and window_periods_used = (select horizon_periods from settings.tasks
                    where task_id = 'division_purchase')
        )
        select
            worth.entity_id, worth.offer_id, worth.cutoff_date,
            worth.is_renewal_like as has_bought,
            coalesce(known.value_if_won_cents, 0) as value_if_won_cents,
            coalesce(known.value_otherwise_cents, 0) as value_otherwise_cents,
            worth.outcome, worth.realised_gross_profit_cents,
            cast(coalesce(sum(months.revenue_cents), 0) as bigint) as realised_revenue_cents
        from worth
        left join decisions.expected_values as known
            on known.task_id = worth.task_id and known.offer_id = worth.offer_id
            and known.cutoff_date = worth.cutoff_date
            and known.segment = coalesce(worth.size_band, 'unknown')
        left join star.fct_customer_offer_month as months
            on months.customer_id = worth.entity_id and months.offer_id = worth.offer_id
            and months.event_month > worth.cutoff_date
            and months.event_month <= worth.window_end_date
        group by all order by worth.entity_id, worth.offer_id""",
}


@dataclass(frozen=True)
class DataSet:
    """One benchmark data set: its test cutoffs and the settings that differ from the seeds."""

    name: str
    as_of_dates: Mapping[date, date]  # test cutoff: the day its outcomes are complete
    task_settings: Mapping[str, str]
    is_adventureworks: bool = True


RESELLERS = DataSet(
    "resellers",
    {
        date(2012, 10, 31): date(2013, 4, 30),
        date(2013, 1, 31): date(2013, 7, 31),
        date(2013, 4, 30): date(2013, 10, 31),
    },
    {},
)
QUARTERLY = {"horizon_periods": "3", "widened_horizon_periods": "3", "step_periods": "1"}
LAST_THREE = {
    date(2013, 5, 31): date(2013, 8, 31),
    date(2013, 6, 30): date(2013, 9, 30),
    date(2013, 7, 31): date(2013, 10, 31),
}
QUARTER = DataSet("resellers_quarter", LAST_THREE, QUARTERLY)
# Accessories and clothing were launched in December 2012: a window of six months would leave no
# cutoff that knows of them.
INTERNET = DataSet(
    "internet",
    {
        date(2013, 7, 31): date(2013, 10, 31),
        date(2013, 8, 31): date(2013, 11, 30),
        date(2013, 9, 30): date(2013, 12, 31),
    },
    QUARTERLY,
)
SMALL = DataSet(
    "small",
    {date(2023, 12, 31): date(2024, 6, 30), date(2024, 6, 30): date(2024, 12, 31)},
    {},
    is_adventureworks=False,
)
SETS = {data.name: data for data in (RESELLERS, QUARTER, INTERNET, SMALL)}


def adventureworks_landing(source: Path, landing: Path, scratch: Path, data: DataSet) -> None:
    """Return nothing; write the landing files of the resellers, or of the internet customers.

    The internet customers take the place of the resellers: occupation is the industry, and four
    bands of the yearly income (to 30,000, 60,000, 100,000 and above) are the size bands.
    """
    if data is INTERNET:
        source = _internet_source(source, scratch)
    loader = SourceFileLoader(
        "adventureworks_convert", str(PROJECT / "examples/adventureworks/convert.py")
    )
    module = ModuleType(loader.name)
    module.__file__ = loader.path
    # Its classes look for their module by name.
    sys.modules[loader.name] = module
    loader.exec_module(module)
    module.convert(source, landing)


def _internet_source(source: Path, scratch: Path) -> Path:
    target = scratch / "internet_source"
    target.mkdir(parents=True, exist_ok=True)
    for path in source.glob("*.parquet"):
        link = target / path.name
        if path.name not in ("DimReseller.parquet", "FactResellerSales.parquet"):
            link.unlink(missing_ok=True)
            link.symlink_to(path.resolve())
    with duckdb.connect() as tables:
        tables.execute(f"""copy (
            select CustomerKey as ResellerKey, CustomerAlternateKey as ResellerAlternateKey,
                concat_ws(' ', FirstName, LastName) as ResellerName,
                EnglishOccupation as BusinessType, GeographyKey,
                case when YearlyIncome <= 30000 then 5 when YearlyIncome <= 60000 then 30
                    when YearlyIncome <= 100000 then 100 else 300 end as NumberEmployees
            from '{source}/DimCustomer.parquet'
        ) to '{target}/DimReseller.parquet'""")
        tables.execute(f"""copy (
            select SalesOrderNumber, SalesOrderLineNumber, OrderDate, CustomerKey as ResellerKey,
                SalesTerritoryKey as EmployeeKey, SalesTerritoryKey, ProductKey, OrderQuantity,
                SalesAmount, TotalProductCost
            from '{source}/FactInternetSales.parquet'
        ) to '{target}/FactResellerSales.parquet'""")
    return target


def new_house(folder: Path, data: DataSet) -> House:
    """Return a copy of the project with the settings of the data set."""
    house = House.new(folder)
    seed = folder / "seeds/tasks.csv"
    with seed.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with seed.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row | (dict(data.task_settings) if row["task_id"] == TASK else {}))
    return house


def read_frames(house: House, data: DataSet) -> dict[date, dict[str, pa.Table]]:
    """Return the frames of every test cutoff of what has landed in the house."""
    ended = house.run("foresale", "land")
    require(ended.code == 0, f"Landing ended red: {ended.complained}")
    found = {}
    for day, as_of_date in data.as_of_dates.items():
        command = ["dbt.cli.main", "build", "--exclude-resource-types", "test", "unit_test"]
        command += ["--vars", f"{{as_of_date: {as_of_date}}}", "--quiet", "--select"]
        ended = house.run(*command, *(f"+{name}" for name in SELECTED))
        require(ended.code == 0, f"The build of {day} ended red: {ended.said}")
        found[day] = _read(house.warehouse, day)
    return found


def _read(warehouse: Path, day: date) -> dict[str, pa.Table]:
    frames: dict[str, Any] = {}
    with duckdb.connect(str(warehouse), read_only=True) as tables:
        tables.execute("set TimeZone = 'UTC'")
        for name, query in QUERIES.items():
            given = {"day": day} if "$day" in query else {}
            frames[name] = tables.sql(query, params=given).to_arrow_table()
    require(frames["test"].num_rows > 0, f"No outcome of {day} is known.")
    return frames


def keep_frames(frames: Mapping[date, Mapping[str, pa.Table]], folder: Path) -> None:
    """Return nothing; write each frame as <folder>/<test cutoff>/<name>.parquet."""
    for day, tables in frames.items():
        (folder / str(day)).mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            pq.write_table(table, folder / str(day) / f"{name}.parquet")


def kept_frames(folder: Path) -> dict[date, dict[str, pa.Table]]:
    """Return the frames that `keep_frames` wrote."""
    return {
        date.fromisoformat(day.name): {
            path.stem: pq.read_table(path) for path in sorted(day.glob("*.parquet"))
        }
        for day in sorted(folder.iterdir())
        if day.is_dir()
    }

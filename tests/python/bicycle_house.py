"""A wholesaler like AdventureWorks in the tables of AdventureWorks, and the project built on it."""

import os
import random
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
from adventureworks import Row, converter, product, reseller, sale, save_tables
from house import copy_project

# Names the folder of the real tables: the same tests then look at the company itself.
REAL_TABLES = "ADVENTUREWORKS"
UNSERVED = "Germany"
REGIONS = {1: "Northwest", 2: "France", 3: UNSERVED}
# Each with forty accounts, but the last with ten; and where its accounts are.
REPS = {281: 1, 282: 1, 283: 2, 284: 2, 285: 3, 286: 2}
# By category: least and most margin in thousandths, and the part of the orders that has it.
CATEGORIES = {
    "Bikes": (-300, 200, 0.6),
    "Components": (-100, 350, 0.4),
    "Clothing": (-50, 300, 0.5),
}
LAST_MONTH = 36


def company_tables(root: Path) -> Path:
    """Return the folder of the real tables if one is named, else of a company made up for it."""
    named = os.environ.get(REAL_TABLES)
    if named:
        return Path(named)
    folder = root / "tables"
    folder.mkdir()
    save_tables(_tables(), folder)
    return folder


def bicycle_project(root: Path, tables: Path) -> Path:
    """Return a copy of the project with the company landed and one region that nobody serves."""
    project = copy_project(root / "project")
    converter.convert(tables, project / "landing")
    regions = project / "seeds" / "unserved_regions.csv"
    regions.write_text(regions.read_text() + f"{UNSERVED},no representative speaks German\n")
    return project


def first_months(tables: Path, folder: Path, until: str) -> Path:
    """Return a folder with the same company, as it was before a day."""
    folder.mkdir()
    for path in tables.glob("*.parquet"):
        table = pq.read_table(path)
        if path.stem == "FactResellerSales":
            table = table.filter(pc.less(table["OrderDate"], datetime.fromisoformat(until)))
        pq.write_table(table, folder / path.name)
    return folder


def _tables() -> dict[str, list[Row]]:
    accounts = [rep for rep in REPS for _ in range(10 if rep == 286 else 40)]
    resellers = [reseller(k, employees=k % 60, geography=REPS[r]) for k, r in enumerate(accounts)]
    # Two are on file and never ordered.
    resellers += [reseller(len(accounts) + extra) for extra in (0, 1)]
    return {
        "DimReseller": resellers,
        "DimGeography": [{"GeographyKey": key, "SalesTerritoryKey": key} for key in REGIONS],
        "DimSalesTerritory": [
            {"SalesTerritoryKey": key, "SalesTerritoryRegion": name}
            for key, name in REGIONS.items()
        ],
        "DimProduct": [
            product(10 * category + place, f"SKU-{category}-{place}", "2010-12-01", category)
            for category in range(1, len(CATEGORIES) + 1)
            for place in range(4)
        ],
        "DimProductSubcategory": [
            {"ProductSubcategoryKey": key, "ProductCategoryKey": key}
            for key in range(1, len(CATEGORIES) + 1)
        ],
        "DimProductCategory": [
            {"ProductCategoryKey": key, "EnglishProductCategoryName": name}
            for key, name in enumerate(CATEGORIES, start=1)
        ],
        "FactResellerSales": _sales(accounts),
    }


def _sales(accounts: list[int]) -> list[Row]:
    """Return orders of every third month or so, of categories each reseller has a taste for."""
    chance = random.Random(7)
    tastes = [
        [share * chance.uniform(0.2, 1.8) for _, _, share in CATEGORIES.values()] for _ in accounts
    ]
    sales = []
    for month in range(LAST_MONTH):
        day = f"{2010 + (month + 11) // 12}-{(month + 11) % 12 + 1:02}-28"
        for key, rep in enumerate(accounts):
            if (month + key) % 3 or chance.random() < 0.15:
                continue
            bought = [c for c, taste in enumerate(tastes[key], start=1) if chance.random() < taste]
            for line, category in enumerate(bought, start=1):
                low, high, _ = list(CATEGORIES.values())[category - 1]
                amount = chance.randint(100, 3000)
                cost = Decimal(amount * (1000 - chance.randint(low, high))) / 1000
                sales.append(
                    sale(
                        f"SO{month:02}{key:03}",
                        line,
                        day,
                        key,
                        10 * category + chance.randrange(4),
                        EmployeeKey=rep,
                        SalesTerritoryKey=REPS[rep],
                        SalesAmount=Decimal(amount),
                        TotalProductCost=cost,
                    )
                )
    return sales

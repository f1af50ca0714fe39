"""AdventureWorks companies for tests: tables of a few rows, and the landing files of them."""

import csv
import gzip
import importlib.util
import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from house import PROJECT

MONEY = pa.decimal128(19, 4)
Row = dict[str, Any]


def load_converter() -> ModuleType:
    path = PROJECT / "examples" / "adventureworks" / "convert.py"
    spec = importlib.util.spec_from_file_location("adventureworks_convert", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


converter = load_converter()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def reseller(key: int, employees: int | None = 12, geography: int | None = 1) -> Row:
    return {
        "ResellerKey": key,
        "ResellerAlternateKey": f"AW{key:08}",
        "ResellerName": f"Shop {key}, Ltd.",
        "BusinessType": "Warehouse",
        "NumberEmployees": employees,
        "GeographyKey": geography,
    }


def product(key: int, sku: str, started: str, subcategory: int | None = 1) -> Row:
    return {
        "ProductKey": key,
        "ProductAlternateKey": sku,
        "StartDate": moment(started),
        "EnglishProductName": f"Name of {sku}",
        "ProductSubcategoryKey": subcategory,
    }


def sale(order: str, line: int, day: str, reseller: int, product: int, **other: Any) -> Row:
    return {
        "SalesOrderNumber": order,
        "SalesOrderLineNumber": line,
        "OrderDate": moment(day),
        "ResellerKey": reseller,
        "EmployeeKey": 281,
        "SalesTerritoryKey": 1,
        "ProductKey": product,
        "OrderQuantity": 2,
        "SalesAmount": Decimal("100.1234"),
        "TotalProductCost": Decimal("120.5000"),
        **other,
    }


def small_tables() -> dict[str, list[Row]]:
    return {
        "DimReseller": [reseller(1), reseller(2, employees=9), reseller(3, geography=None)],
        "DimGeography": [{"GeographyKey": 1, "SalesTerritoryKey": 1}],
        "DimSalesTerritory": [
            {"SalesTerritoryKey": 1, "SalesTerritoryRegion": "Northwest"},
            {"SalesTerritoryKey": 2, "SalesTerritoryRegion": "France"},
        ],
        "DimProduct": [
            product(10, "BK-1", "2011-07-01"),
            product(11, "BK-1", "2012-07-01"),
            product(12, "HL-1", "2003-07-01", subcategory=2),
            product(13, "AR-1", "2003-07-01", subcategory=None),
        ],
        "DimProductSubcategory": [
            {"ProductSubcategoryKey": 1, "ProductCategoryKey": 1},
            {"ProductSubcategoryKey": 2, "ProductCategoryKey": 2},
        ],
        "DimProductCategory": [
            {"ProductCategoryKey": 1, "EnglishProductCategoryName": "Bikes"},
            {"ProductCategoryKey": 2, "EnglishProductCategoryName": "Helmets & Lights"},
        ],
        "FactResellerSales": [
            sale("SO100", 2, "2010-12-29", 1, 10),
            sale("SO100", 1, "2010-12-29", 1, 12),
            sale("SO101", 1, "2011-08-29", 2, 12, EmployeeKey=285, SalesTerritoryKey=2),
            sale("SO102", 1, "2012-08-29", 1, 11),
        ],
    }


def save_tables(tables: dict[str, list[Row]], folder: Path) -> None:
    for name, rows in tables.items():
        table = pa.Table.from_pylist(rows)
        for money in {"SalesAmount", "TotalProductCost"} & set(table.column_names):
            place = table.column_names.index(money)
            table = table.set_column(place, money, table[money].cast(MONEY))
        pq.write_table(table, folder / f"{name}.parquet")


class Company:
    """A folder of AdventureWorks tables and the landing folder they are converted into."""

    def __init__(self, root: Path) -> None:
        self.source, self.landing = root / "tables", root / "landing"
        self.source.mkdir()
        self.tables = small_tables()

    def save(self) -> None:
        save_tables(self.tables, self.source)

    def convert(self) -> dict[str, int]:
        self.save()
        counts: dict[str, int] = converter.convert(self.source, self.landing)
        return counts

    def sell(self, *arguments: Any, **other: Any) -> None:
        self.tables["FactResellerSales"].append(sale(*arguments, **other))

    def rows(self, name: str) -> list[dict[str, str]]:
        content = (self.landing / name).read_bytes()
        text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
        return list(csv.DictReader(io.StringIO(text)))

    def refusal(self, save: bool = True) -> str:
        if save:
            self.save()
        with pytest.raises(converter.ConversionError) as caught:
            converter.convert(self.source, self.landing)
        assert not (self.landing / "erp" / "customers").exists()
        return str(caught.value)

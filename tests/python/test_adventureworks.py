"""examples/adventureworks: from AdventureWorks tables of a few rows to landing files."""

import gzip
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from adventureworks import Company, converter, product, reseller
from house import PROJECT

from foresale.landing.declared import declared_tables
from foresale.surfaced import start_history


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def _states(rows: list[dict[str, str]], key: str, of: str, *columns: str) -> list[tuple[str, ...]]:
    return [
        (row["recorded_at"][:10], *(row[name] for name in columns))
        for row in rows
        if row[key] == of
    ]


def test_every_declared_table_of_its_systems_gets_a_file_with_exactly_its_declared_columns(
    company: Company,
) -> None:
    company.convert()
    start_history(company.landing)
    declared = declared_tables(PROJECT / "models" / "staging")
    # The systems of other businesses are absent, and what is absent is empty.
    systems = {folder.name for folder in company.landing.iterdir()}
    assert systems == {"activation", "crm", "erp"}
    for table in (table for table in declared if table.source in systems):
        files = sorted((company.landing / table.source / table.table).iterdir())
        assert files, table.name
        for file in files:
            content = file.read_bytes()
            text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
            header = text.splitlines()[0].split(",")
            assert header == list(table.columns)


def test_what_adventureworks_does_not_have_is_a_file_with_only_the_header(
    company: Company,
) -> None:
    counts = company.convert()
    for table in ("erp/assets", "erp/contacts", "erp/deals", "crm/companies"):
        assert counts[f"{table}/adventureworks.csv"] == 0
        assert company.rows(f"{table}/adventureworks.csv") == []


def test_every_sale_is_a_line_with_its_loss_in_the_file_of_its_year(company: Company) -> None:
    counts = company.convert()
    assert {name: n for name, n in counts.items() if name.startswith("erp/invoice_lines")} == {
        "erp/invoice_lines/2010.csv.gz": 2,
        "erp/invoice_lines/2011.csv.gz": 1,
        "erp/invoice_lines/2012.csv.gz": 1,
    }
    assert company.rows("erp/invoice_lines/2010.csv.gz")[1] == {
        "line_id": "SO100-2",
        "invoice_id": "SO100",
        "customer_id": "AW00000001",
        "sku": "BK-1",
        "sold_date": "2010-12-29",
        "quantity": "2",
        "revenue": "100.1234",
        "gross_profit": "-20.3766",
        "recorded_at": "2010-12-29 00:00:00",
    }


def test_a_reseller_is_on_file_from_its_first_order(company: Company) -> None:
    company.convert()
    assert company.rows("erp/customers/adventureworks.csv")[0] == {
        "customer_id": "AW00000001",
        "customer_name": "Shop 1, Ltd.",
        "industry": "Warehouse",
        "size_band": "10-49",
        "region": "Northwest",
        "rep_id": "281",
        "do_not_contact": "false",
        "recorded_at": "2010-12-29 00:00:00",
    }


def test_a_reseller_that_never_ordered_is_on_file_from_the_last_order_day_without_a_rep(
    company: Company,
) -> None:
    company.convert()
    rows = company.rows("erp/customers/adventureworks.csv")
    states = _states(rows, "customer_id", "AW00000003", "rep_id", "region")
    assert states == [("2012-08-29", "", "")]


def test_another_rep_is_a_later_row_and_the_same_rep_is_none(company: Company) -> None:
    company.sell("SO103", 1, "2012-09-29", 1, 11, EmployeeKey=285)
    company.sell("SO104", 1, "2012-10-29", 1, 11, EmployeeKey=285)
    company.sell("SO105", 1, "2012-11-29", 1, 11, EmployeeKey=281)
    company.convert()
    rows = company.rows("erp/customers/adventureworks.csv")
    assert _states(rows, "customer_id", "AW00000001", "rep_id") == [
        ("2010-12-29", "281"),
        ("2012-09-29", "285"),
        ("2012-11-29", "281"),
    ]


def test_of_two_orders_on_a_day_the_one_with_the_higher_number_says_the_rep(
    company: Company,
) -> None:
    company.sell("SO999", 1, "2012-09-29", 1, 11, EmployeeKey=286)
    company.sell("SO1000", 1, "2012-09-29", 1, 11, EmployeeKey=285)
    company.convert()
    rows = company.rows("erp/customers/adventureworks.csv")
    assert _states(rows, "customer_id", "AW00000001", "rep_id")[1:] == [("2012-09-29", "285")]


@pytest.mark.parametrize(
    ("employees", "size_band"),
    [
        (9, "1-9"),
        (10, "10-49"),
        (49, "10-49"),
        (50, "50-249"),
        (249, "50-249"),
        (250, "250 and more"),
        (None, ""),
    ],
)
def test_the_number_of_employees_decides_the_size_band(
    company: Company, employees: int | None, size_band: str
) -> None:
    company.tables["DimReseller"][0] = reseller(1, employees=employees)
    company.convert()
    assert company.rows("erp/customers/adventureworks.csv")[0]["size_band"] == size_band


def test_a_rep_moves_to_another_region_when_most_of_the_orders_so_far_are_there(
    company: Company,
) -> None:
    company.sell("SO103", 1, "2012-09-29", 1, 11, SalesTerritoryKey=2)
    company.sell("SO104", 1, "2012-10-29", 1, 11, SalesTerritoryKey=2)
    company.sell("SO105", 1, "2012-11-29", 1, 11, SalesTerritoryKey=2)
    company.convert()
    rows = company.rows("erp/reps/adventureworks.csv")
    assert _states(rows, "rep_id", "281", "rep_name", "region") == [
        ("2010-12-29", "Employee 281", "Northwest"),
        ("2012-11-29", "Employee 281", "France"),
    ]


def test_a_product_generation_becomes_a_restated_row(company: Company) -> None:
    company.convert()
    rows = company.rows("erp/products/adventureworks.csv")
    assert _states(rows, "sku", "BK-1", "division_id", "division_name") == [
        ("2010-12-29", "bikes", "Bikes"),
        ("2012-07-01", "bikes", "Bikes"),
    ]


def test_a_division_is_its_category_in_snake_case(company: Company) -> None:
    company.convert()
    rows = company.rows("erp/products/adventureworks.csv")
    assert _states(rows, "sku", "HL-1", "division_id", "division_name") == [
        ("2003-07-01", "helmets_lights", "Helmets & Lights")
    ]


def test_an_article_without_a_category_is_left_out(company: Company) -> None:
    company.convert()
    skus = {row["sku"] for row in company.rows("erp/products/adventureworks.csv")}
    assert skus == {"BK-1", "HL-1"}


def test_the_same_tables_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for name in ("once", "again"):
        (tmp_path / name).mkdir()
        company = Company(tmp_path / name)
        if name == "again":
            for rows in company.tables.values():
                rows.reverse()
        company.convert()
        company.convert()
        files = sorted(path for path in company.landing.rglob("*") if path.is_file())
        contents.append([(str(f.relative_to(company.landing)), f.read_bytes()) for f in files])
    assert contents[0] == contents[1]


def test_a_missing_folder_is_named(company: Company) -> None:
    company.source = company.source / "elsewhere"
    message = company.refusal(save=False)
    assert message == (
        f"There is no folder {company.source}: give the folder that holds DimReseller.parquet "
        "and the other tables."
    )


def test_a_missing_file_is_named(company: Company) -> None:
    company.save()
    (company.source / "DimGeography.parquet").unlink()
    message = company.refusal(save=False)
    assert message == (
        f"There is no {company.source / 'DimGeography.parquet'}: "
        "put this table of AdventureWorks DW there."
    )


def test_a_missing_column_is_named(company: Company) -> None:
    for row in company.tables["DimProduct"]:
        del row["StartDate"]
    message = company.refusal()
    assert message == (
        f"{company.source / 'DimProduct.parquet'} has no column StartDate: "
        "export the table with all its columns."
    )


def test_a_file_that_is_no_parquet_file_is_named(company: Company) -> None:
    company.save()
    (company.source / "DimProduct.parquet").write_bytes(b"ProductKey,Name\n")
    message = company.refusal(save=False)
    assert message == (
        f"{company.source / 'DimProduct.parquet'} is no sound parquet file: export it again."
    )


def test_a_table_without_rows_is_named(company: Company) -> None:
    company.save()
    path = company.source / "FactResellerSales.parquet"
    pq.write_table(pq.ParquetFile(path).read().slice(0, 0), path)
    assert company.refusal(save=False) == f"{path} has no rows: export it again."


def test_a_sale_without_a_date_is_refused(company: Company) -> None:
    company.sell("SO103", 1, "2012-09-29", 1, 11, OrderDate=None)
    assert "has rows without OrderDate" in company.refusal()


def test_a_sale_to_an_unknown_reseller_is_refused_and_not_lost(company: Company) -> None:
    company.sell("SO103", 1, "2012-09-29", 77, 11)
    assert "has ResellerKey 77, which DimReseller.parquet does not have" in company.refusal()


def test_a_sale_of_an_unknown_product_is_refused_and_not_lost(company: Company) -> None:
    company.sell("SO103", 1, "2012-09-29", 1, 99)
    assert "has ProductKey 99, which DimProduct.parquet does not have" in company.refusal()


def test_a_key_that_occurs_twice_is_refused_and_does_not_multiply_sales(
    company: Company,
) -> None:
    company.tables["DimProduct"].append(product(10, "BK-9", "2011-07-01"))
    assert "has the same ProductKey twice" in company.refusal()


def test_a_landing_folder_with_files_of_another_company_is_refused(company: Company) -> None:
    other = company.landing / "erp" / "reps" / "2024.csv"
    other.parent.mkdir(parents=True)
    other.write_text("rep_id\n")
    message = company.refusal()
    assert message == (
        f"{other} is not one of the files written here, and two companies would be mixed: "
        "give a landing folder of its own."
    )


def test_lists_that_were_handed_out_do_not_keep_new_exports_away(company: Company) -> None:
    before = company.convert()
    history = start_history(company.landing)
    assert company.convert() == before
    assert history is not None
    assert history.exists()


def test_the_command_says_what_it_wrote(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company.save()
    assert converter.main([str(company.source), str(company.landing)]) == 0
    said = capsys.readouterr().out
    assert f"{company.landing / 'erp' / 'invoice_lines' / '2010.csv.gz'}: 2 rows" in said


def test_the_command_ends_with_one_sentence_where_it_cannot_convert(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    assert converter.main([str(company.source), str(company.landing)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"There is no {company.source / 'DimReseller.parquet'}: "
        "put this table of AdventureWorks DW there."
    ]

"""A built house in which all errands were done at once, by the files the recipes name alone."""

import shutil
from pathlib import Path

from house import foresale, query

# A past day on which the list is asked for; the young division began shortly before.
AS_OF_DATE, BEGAN_DATE = "2024-11-15", "2024-10-05"
LINE_COLUMNS = "line_id,invoice_id,customer_id,sku,sold_date,quantity,revenue,gross_profit"


def errands_project(built: Path, project: Path) -> str:
    """Return what was printed when a copy of a built project was built and exported again.

    Offers and a feature are added, a division begins, the list was handed out twice, and the new
    list is asked for as of a past day.
    """
    shutil.copytree(built, project, symlinks=True)
    for _ in range(2):
        foresale(project, "surface")
    _add_offers(project)
    _add_feature(project)
    _begin_division(project)
    return foresale(project, "build", "--as-of-date", AS_OF_DATE) + foresale(project, "export")


def _add_offers(project: Path) -> None:
    offers, articles = project / "seeds" / "offers.csv", project / "seeds" / "sku_map.csv"
    offers.write_text(
        offers.read_text() + "hardware,Hardware,group,\nprinters,Printers,division,hardware\n"
        "cad,CAD,division,hardware\n"
        "workshops,Workshops,division,\ncad_favourites,CAD favourites,sku_set,\n"
    )
    moved = [f"{sku},workshops\n" for sku in _favourites(project, "training")]
    chosen = [f"{sku},cad_favourites\n" for sku in _favourites(project, "cad")]
    articles.write_text(articles.read_text() + "".join(moved + chosen))


def _add_feature(project: Path) -> None:
    theme = project / "models/features/customer/features_customer__returns.sql"
    line = "    cast(coalesce(offer_returns.line_count, 0) as bigint) as line_count_12m,\n"
    head, tail = theme.read_text().split("    cast(coalesce(offer_returns.return_line_count", 1)
    theme.write_text(head + line + "    cast(coalesce(offer_returns.return_line_count" + tail)
    contract = project / "models/features/customer/_features_customer.yml"
    promise = "      - {name: line_count_12m, data_type: bigint, description: Lines bought.}\n"
    head, tail = contract.read_text().split("      - {name: return_line_count_12m", 1)
    contract.write_text(head + promise + "      - {name: return_line_count_12m" + tail)


def _begin_division(project: Path) -> None:
    """Land a division that forty customers bought from for the first time."""
    at = f"{BEGAN_DATE} 08:00:00"
    (project / "landing/erp/products/young.csv").write_text(
        f"sku,product_name,division_id,division_name,recorded_at\nNEW-1,First,drones,Drones,{at}\n"
    )
    customers = query(project, "select distinct customer_id from star.fct_transaction limit 40")
    lines = [
        f"N{n},I{n},{row[0]},NEW-1,{BEGAN_DATE},1,100.00,30.00,{at}"
        for n, row in enumerate(customers)
    ]
    (project / "landing/erp/invoice_lines/young.csv").write_text(
        "\n".join([f"{LINE_COLUMNS},recorded_at", *lines, ""])
    )


def _favourites(project: Path, division: str) -> list[str]:
    """Return the four articles of a division that most customers bought."""
    rows = query(
        project,
        "select sku from star.fct_transaction inner join star.dim_product using (sku)"
        f" where division_id = '{division}' group by sku"
        " order by count(distinct customer_id) desc, sku limit 4",
    )
    return [sku for (sku,) in rows]

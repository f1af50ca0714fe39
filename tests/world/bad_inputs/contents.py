"""Well-formed files whose rows or cells are odd: what becomes of each line.

The files of one table are read in this order: the first line of a key stands.
"""

from bad_inputs.making import (
    COMPANY_HEADER,
    CONTRADICTION,
    CUSTOMER_HEADER,
    DATE,
    DUPLICATE,
    HEADER,
    LOADED,
    MONEY,
    TIMESTAMP,
    Landed,
    company,
    customer,
    line,
    lines,
)

ONE_FILE = lines("twice", "sku", "S1", "S2", "S3")

FILES = [
    Landed("one file", ONE_FILE, {2: LOADED, 3: LOADED, 4: LOADED}),
    Landed("one file under another name", ONE_FILE, {2: DUPLICATE, 3: DUPLICATE, 4: DUPLICATE}),
    Landed(
        "an extract that overlaps",
        HEADER + line("twice-2", sku="S2") + line("twice-3", sku="S3") + line("twice-4", sku="S4"),
        {2: DUPLICATE, 3: DUPLICATE, 4: LOADED},
    ),
    Landed(
        "a key twice with the same content, spelt otherwise",
        HEADER
        + line("100234", revenue="100.00")
        + line("100234.0", revenue=" 100", recorded_at="2024-03-02T08:00:00"),
        {2: LOADED, 3: DUPLICATE},
    ),
    Landed(
        "a key twice with other content",
        HEADER + line("other-1") + line("other-1", revenue="101.00") + line("other-1"),
        {2: LOADED, 3: CONTRADICTION, 4: DUPLICATE},
    ),
    Landed(
        "a line restated later",
        HEADER
        + line("restated-1", revenue="100.00")
        + line("restated-1", revenue="80.00", recorded_at="2024-03-09 08:00:00"),
        {2: LOADED, 3: LOADED},
    ),
    Landed(
        "an article and a customer nobody has listed",
        HEADER + line("unknown-1", sku="S-NOWHERE", customer_id="C-NOWHERE"),
        {2: LOADED},
    ),
    Landed(
        "a negative quantity",
        lines("negative", "quantity", "-2", "\u22122"),
        {2: LOADED, 3: "quantity: whole_number"},
    ),
    Landed(
        "quantities that are no whole numbers",
        lines("quantity", "quantity", "2.7", "1e3", "1_000", "\uff12", "9" * 16, "n/a", ""),
        dict.fromkeys(range(2, 9), "quantity: whole_number"),
    ),
    Landed(
        "amounts that are no numbers or none that fits",
        lines("number", "revenue", "NaN", "inf", "-Infinity", "1e308", "1e3", "#REF!", "9" * 13),
        dict.fromkeys(range(2, 9), MONEY),
    ),
    Landed(
        "amounts as people write them",
        lines(
            "amount", "revenue", "1.234,56", "$5,000", "5,000.00", "(500)", "500-", "€5", "5 000"
        ),
        dict.fromkeys(range(2, 9), MONEY),
    ),
    Landed(
        "an amount with a point for its thousands: nobody can tell",
        lines("point", "revenue", "1.234"),
        {2: LOADED},
    ),
    Landed(
        "dates that are none or too far away",
        lines("day", "sold_date", "9999-12-31", "1900-01-01", "0000-00-00", "2023-02-29", "today"),
        dict.fromkeys(range(2, 7), DATE),
    ),
    Landed(
        "days as numbers: epoch milliseconds, a spreadsheet's serial",
        lines("serial", "sold_date", "1709251200000", "45352", "20240301"),
        dict.fromkeys(range(2, 5), DATE),
    ),
    Landed(
        "three date formats in one column",
        lines("format", "sold_date", "2024-03-01", "03/01/2024", "1.3.2024"),
        {2: LOADED, 3: DATE, 4: DATE},
    ),
    Landed(
        "times of another zone",
        lines(
            "zone",
            "recorded_at",
            "2024-03-02 08:00:00+02:00",
            "2024-03-02T08:00:00Z",
            "2024-03-02 08:00:00 CET",
            "2024-03-02 24:00:00",
        ),
        dict.fromkeys(range(2, 6), TIMESTAMP),
    ),
    Landed(
        "a sale in the future",
        HEADER + line("future-1", customer_id="C-FUTURE", sold_date="2031-05-05"),
        {2: LOADED},
    ),
    Landed(
        "a line recorded in the future",
        HEADER + line("future-2", recorded_at="2097-05-05 08:00:00"),
        {2: LOADED},
    ),
    Landed(
        "a name with a letter of another alphabet",
        CUSTOMER_HEADER
        + customer("latin", "Nightingale Optics Inc.", rep_id="")
        + customer("cyrillic", "Nighting\u0430le Optics Inc."),
        {2: LOADED, 3: LOADED},
        table="erp/customers",
    ),
    Landed(
        "a company of the CRM that bears the name in Latin letters",
        COMPANY_HEADER + company("K1", "Nightingale Optics Inc"),
        {2: LOADED},
        table="crm/companies",
    ),
    Landed(
        "names that are formulas",
        CUSTOMER_HEADER
        + customer("formula-1", '=HYPERLINK("https://example.org","Harlow")')
        + customer("formula-2", "@SUM(1+1)"),
        {2: LOADED, 3: LOADED},
        table="erp/customers",
    ),
    Landed(
        "names with letters that cannot be seen",
        CUSTOMER_HEADER + customer("unseen-1", "Har\u200blow \u202eslooT \U0001f527\u2028Ltd"),
        {2: LOADED},
        table="erp/customers",
    ),
    Landed(
        "a consent nobody understands",
        CUSTOMER_HEADER + customer("consent-1", "Harlow", do_not_contact="maybe"),
        {2: "do_not_contact: optional_yes_no"},
        table="erp/customers",
    ),
]

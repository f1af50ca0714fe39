"""Files whose bytes, lines or columns are odd: what becomes of each line."""

import gzip

from bad_inputs.making import (
    CUSTOMER_HEADER,
    DATE,
    FIELD_COUNT,
    HEADER,
    LOADED,
    MONEY,
    NOT_UTF8,
    NUL_BYTE,
    TIMESTAMP,
    UNCLOSED_QUOTE,
    Landed,
    cells_of,
    customer,
    line,
    lines,
    reordered,
)

MIB = 1024 * 1024
WIDE = b",".join([b"column %d" % n for n in range(3000)])

FILES = [
    Landed("a sound file", lines("sound", "sku", "S1", "S2"), {2: LOADED, 3: LOADED}),
    Landed("a byte order mark", b"\xef\xbb\xbf" + lines("mark", "sku", "S1"), {2: LOADED}),
    Landed(
        "line ends of Windows and none at the end of the file",
        lines("crlf", "sku", "S1", "S2").replace(b"\n", b"\r\n").removesuffix(b"\r\n"),
        {2: LOADED, 3: LOADED},
    ),
    Landed("columns in another order", reordered(cells_of("order-1"), names={}), {2: LOADED}),
    Landed(
        "column names in capitals, quotes and spaces",
        reordered(cells_of("names-1"), names={"sku": " SKU ", "line_id": "Line_ID\u00a0"}),
        {2: LOADED},
    ),
    Landed(
        "a column more and one without a name",
        HEADER[:-1] + b",note,\n" + line("extra-1")[:-1] + b',"a note, and more",\n',
        {2: LOADED},
    ),
    Landed(
        "three thousand columns more",
        WIDE + b"," + HEADER + b"," * 3000 + line("wide-1") + line("wide-2"),
        {2: LOADED, 3: FIELD_COUNT},
    ),
    Landed("only the header", HEADER, {}),
    Landed("only the header, without a line end", HEADER[:-1], {}),
    Landed(
        "blank lines",
        b"\n" + HEADER + b"\n" + line("blank-1") + b"\r\n\n" + line("blank-2") + b"\n\n",
        {4: LOADED, 7: LOADED},
    ),
    Landed(
        "line breaks, commas and quotes in a name",
        CUSTOMER_HEADER + customer("text-1", 'Harlow "and" Sons,\nTools\r\nand Dies'),
        {2: LOADED},
        table="erp/customers",
    ),
    Landed(
        "latin-1 and cp1252 among UTF-8",
        CUSTOMER_HEADER
        + customer("latin-1", "Müller").decode().encode("latin-1")
        + customer("latin-2", "Müller")
        + customer("latin-3", "Müller “Tools” €").decode().encode("cp1252"),
        {2: NOT_UTF8, 3: LOADED, 4: NOT_UTF8},
        table="erp/customers",
    ),
    Landed(
        "NUL bytes in a line and after the last one",
        HEADER + line("nul-1").replace(b"S1", b"S\0") + line("nul-2") + b"\0" * 512,
        {2: NUL_BYTE, 3: LOADED, 4: NUL_BYTE},
    ),
    Landed(
        "lines too short and too long",
        HEADER + line("ragged-1")[:40] + b"\n" + line("ragged-2")[:-1] + b",x\n" + line("ragged-3"),
        {2: FIELD_COUNT, 3: FIELD_COUNT, 4: LOADED},
    ),
    Landed(
        "a last line written by half",
        HEADER + line("half-1") + line("half-2")[:40],
        {2: LOADED, 3: FIELD_COUNT},
    ),
    Landed(
        "a last cell written by half",
        HEADER + line("cell-1") + line("cell-2")[:-4],
        {2: LOADED, 3: TIMESTAMP},
    ),
    Landed(
        "a last cell cut to what is sound: nobody can tell",
        HEADER + line("cut-1") + line("cut-2")[:-10],
        {2: LOADED, 3: LOADED},
    ),
    Landed(
        "a quote that is not closed, marks of inches, quotes behind a backslash",
        HEADER
        + line("quote-1").replace(b"S1", b'"S1')
        + line("quote-2").replace(b"S1", b'5" pipe')
        + line("quote-3").replace(b"S1", rb'"\"S1\""')
        + line("quote-4"),
        {2: UNCLOSED_QUOTE, 3: UNCLOSED_QUOTE, 4: UNCLOSED_QUOTE, 5: LOADED},
    ),
    Landed(
        "two quotes that are not closed in different columns",
        HEADER
        + line("apart-1").replace(b"C1", b'"C1')
        + line("apart-2")
        + line("apart-3").replace(b"S1", b'S1"')
        + line("apart-4"),
        {2: UNCLOSED_QUOTE, 3: LOADED, 4: UNCLOSED_QUOTE, 5: LOADED},
    ),
    Landed(
        "two quotes that are not closed in one column, a line between",
        HEADER
        + line("pair-1").replace(b"S1", b'"S1, large')
        + line("pair-2")
        + line("pair-3").replace(b"S1", b'S1"')
        + line("pair-4"),
        {2: UNCLOSED_QUOTE, 3: LOADED, 4: UNCLOSED_QUOTE, 5: LOADED},
    ),
    Landed(
        "two quotes that are not closed on neighbouring lines",
        CUSTOMER_HEADER
        + customer("near-1", "Harlow").replace(b"Harlow", b'"Harlow, Inc.')
        + customer("near-2", "Finch").replace(b"Finch", b'Finch, LLC"')
        + customer("near-3", "Sparrow"),
        {2: UNCLOSED_QUOTE, 3: UNCLOSED_QUOTE, 4: LOADED},
        table="erp/customers",
    ),
    Landed(
        "line ends of an old Mac below a sound header",
        lines("mac", "sku", "S1", "S2").replace(b"\n", b"\r").replace(b"\r", b"\n", 1),
        {2: FIELD_COUNT},
    ),
    Landed(
        "two exports put together, with the second header and its mark",
        HEADER + line("cat-1") + b"\xef\xbb\xbf" + HEADER + line("cat-2"),
        {2: LOADED, 3: DATE, 4: LOADED},
    ),
    Landed(
        "a line of totals, a line of commas, a line of spaces, a line with semicolons",
        HEADER
        + line("Total", invoice_id="", customer_id="", sku="")
        + b"," * 8
        + b"\n   \n"
        + line("semicolon-1").replace(b",", b";")
        + line("semicolon-2"),
        {
            2: "invoice_id: identifier",
            3: "line_id: identifier",
            4: FIELD_COUNT,
            5: FIELD_COUNT,
            6: LOADED,
        },
    ),
    Landed(
        "a name and an amount of one megabyte",
        HEADER
        + line("large-1", sku="S" * MIB)
        + line("large-2", revenue="9" * MIB)
        + line("large-3"),
        {2: LOADED, 3: MONEY, 4: LOADED},
    ),
    Landed(
        "two gzip files put together",
        gzip.compress(HEADER + line("gzip-1")) + gzip.compress(line("gzip-2")),
        {2: LOADED, 3: LOADED},
        suffix=".csv.gz",
    ),
    Landed(
        "it's 100% [new] in year=2024",
        lines("name", "sku", "S1"),
        {2: LOADED},
    ),
]

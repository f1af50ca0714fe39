"""What a bad file does beyond staging: a question to the warehouse, and the answer it must give."""

EFFECTS = [
    (
        "a name with line breaks, commas and quotes keeps every letter",
        "select customer_name from staging.stg_erp__customers where customer_id = 'text-1'",
        [('Harlow "and" Sons,\nTools\r\nand Dies',)],
    ),
    (
        "a letter nobody sees stays in the name",
        "select customer_name from staging.stg_erp__customers where customer_id = 'unseen-1'",
        [("Har\u200blow \u202eslooT \U0001f527\u2028Ltd",)],
    ),
    (
        "columns are found by name wherever they stand",
        "select distinct invoice_id, customer_id, sku, sold_date::text, quantity, revenue_cents, "
        "gross_profit_cents, known_at::text from staging.stg_erp__invoice_lines "
        "where line_id in ('sound-1', 'order-1', 'names-1', 'extra-1', 'wide-1', 'json-1')",
        [("I1", "C1", "S1", "2024-03-01", 2, 10000, 2500, "2024-03-02 08:00:00")],
    ),
    (
        "parquet types mean what their text means, times are UTC",
        "select customer_id, sku, sold_date::text, quantity, revenue_cents, gross_profit_cents, "
        "known_at::text from staging.stg_erp__invoice_lines where line_id = 'typed-1'",
        [("100234", "S1", "2024-03-01", 2, 10000, 2500, "2024-03-01 23:00:00")],
    ),
    (
        "a point is the point of decimals, a day without time is its midnight",
        "select line_id, revenue_cents, known_at::text from staging.stg_erp__invoice_lines "
        "where line_id in ('point-1', 'cut-2') order by 1",
        [("cut-2", 10000, "2024-03-02 00:00:00"), ("point-1", 123, "2024-03-02 08:00:00")],
    ),
    (
        "columns nobody declared are named",
        "select extra_columns from monitoring.file_reconciliation "
        "where source_file like '%a column more%'",
        [("note,column_11",)],
    ),
    (
        "an article nobody listed is inferred and belongs to no division",
        "select is_inferred, division_id from star.dim_product where sku = 'S-NOWHERE'",
        [(True, "unassigned")],
    ),
    (
        "a customer nobody listed is known by the invoice",
        "select is_inferred, valid_from_at::text from star.dim_customer "
        "where customer_id = 'C-NOWHERE'",
        [(True, "2024-03-02 08:00:00")],
    ),
    (
        "a negative quantity is a return",
        "select is_return, quantity from star.fct_transaction where line_id = 'negative-1'",
        [(True, -2)],
    ),
    (
        "a restated line is taken back and entered anew when that was known",
        "select transaction_id, revenue_cents, is_correction, known_at::text "
        "from star.fct_transaction where line_id = 'restated-1' order by 1",
        [
            ("restated-1/1", 10000, False, "2024-03-02 08:00:00"),
            ("restated-1/1r", -10000, True, "2024-03-09 08:00:00"),
            ("restated-1/2", 8000, True, "2024-03-09 08:00:00"),
        ],
    ),
    (
        "a sale in the future is known when it happens, not when it was recorded",
        "select distinct event_month::text, known_month::text from star.fct_customer_offer_month "
        "where customer_id = 'C-FUTURE'",
        [("2031-05-31", "2031-05-31")],
    ),
    (
        "a foreign letter makes another name, so equal names find the Latin one alone",
        "select customer_id, link_method, link_status from star.fct_company_link "
        "where crm_company_id = 'K1'",
        [("latin", "name", "linked")],
    ),
]

"""Stand-ins for dbt's cross-database macros, so that the linter needs no dbt project."""


def type_string() -> str:
    """Return the text type."""
    return "varchar"


def dateadd(datepart: str, interval: object, date: str) -> str:
    """Return a date arithmetic expression."""
    return f"date_add({date}, interval {interval} {datepart})"


def datediff(first: str, second: str, datepart: str) -> str:
    """Return a date difference expression."""
    return f"date_diff('{datepart}', {first}, {second})"


def split_part(text: str, delimiter: str, part: int) -> str:
    """Return a split expression."""
    return f"split_part({text}, {delimiter}, {part})"


def generate_series(upper_bound: int) -> str:
    """Return a query of the numbers up to a bound."""
    return f"select {upper_bound} as generated_number"

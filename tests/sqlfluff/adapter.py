"""Stand-in for dbt's adapter, so that the linter needs no dbt project."""

from collections.abc import Callable


def dispatch(name: str, _package: str) -> Callable[..., str]:
    """Return the macro of that name: a call of a function that is called like it."""
    if name == "escaped":
        return lambda text: text.replace("'", "''")
    if name == "full_match":
        return lambda text, pattern: f"full_match({text}, '{pattern}')"
    if name == "each_replaced":
        return lambda text, pattern, new: f"each_replaced({text}, '{pattern}', '{new}')"
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"

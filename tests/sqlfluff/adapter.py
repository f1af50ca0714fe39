"""Stand-in for dbt's adapter, so that the linter needs no dbt project."""

from collections.abc import Callable


def dispatch(name: str, _package: str) -> Callable[..., str]:
    """Return the macro of that name: a call of a function that is called like it."""
    if name == "escaped":
        return lambda text: text.replace("'", "''")
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"

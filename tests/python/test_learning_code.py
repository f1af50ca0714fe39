"""What models import asks no clock, no chance and no warehouse of its own."""

import ast
from pathlib import Path

import pytest
from house import PROJECT

LIBRARY = PROJECT / "python" / "foresale"
FORBIDDEN_MODULES = {"random", "secrets", "time", "uuid", "duckdb", "dbt"}
FORBIDDEN_NAMES = {"now", "utcnow", "today", "urandom", "perf_counter", "time_ns", "gmtime"}
# Python salts the hash of a text anew in every process.
FORBIDDEN_CALLS = {"hash", "id", "print", "open"}
SEEDED = {"default_rng", "RandomState"}
DRAWING = {"LogisticRegression", "RandomForestClassifier", "XGBClassifier", "KFold"}


def imported_modules(tree: ast.Module) -> set[str]:
    """Return the full names of everything the module imports, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def learning_code(models: list[Path], library: Path) -> dict[str, ast.Module]:
    """Return the Python models and the modules of the library they reach, parsed, by name."""
    found = {path.stem: ast.parse(path.read_text()) for path in models}
    waiting = [name for tree in found.values() for name in imported_modules(tree)]
    while waiting:
        name = waiting.pop()
        if not name.startswith("foresale") or name in found:
            continue
        path = library.joinpath(*name.split(".")[1:])
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if path.exists():
            found[name] = ast.parse(path.read_text())
            waiting.extend(imported_modules(found[name]))
    return found


def violations(tree: ast.Module) -> list[str]:
    """Return what in the module asks the clock, chance, the disk or another warehouse."""
    found = [name for name in imported_modules(tree) if name.split(".")[0] in FORBIDDEN_MODULES]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_NAMES:
            found.append(node.attr)
        elif isinstance(node, ast.Attribute) and _is_numpy_random(node.value):
            found.extend([] if node.attr in SEEDED else [f"np.random.{node.attr}"])
        elif isinstance(node, ast.Call):
            found.extend(_unseeded_or_forbidden(node))
    return sorted(found)


def _is_numpy_random(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) in {"np.random", "numpy.random"}


def _unseeded_or_forbidden(call: ast.Call) -> list[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name in SEEDED and not call.args and not call.keywords:
        return [f"{name} without a seed"]
    if isinstance(call.func, ast.Name) and call.func.id in FORBIDDEN_CALLS:
        return [f"{call.func.id}()"]
    last = ast.unparse(call.func).split(".")[-1]
    if last in DRAWING and "random_state" not in {keyword.arg for keyword in call.keywords}:
        return [f"{last} without random_state"]
    return []


def test_nothing_a_model_imports_asks_the_clock_or_chance() -> None:
    code = learning_code(sorted((PROJECT / "models").rglob("*.py")), LIBRARY)

    assert {"train_customer", "foresale.train", "foresale.estimators"} <= set(code)
    assert {name: violations(tree) for name, tree in code.items() if violations(tree)} == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import random", ["random"]),
        ("from time import time", ["time", "time.time"]),
        ("from datetime import datetime\nat = datetime.now()", ["now"]),
        ("import datetime\nat = datetime.date.today()", ["today"]),
        ("noise = np.random.normal()", ["np.random.normal"]),
        ("numpy.random.seed(1)", ["np.random.seed"]),
        ("draw = np.random.default_rng()", ["default_rng without a seed"]),
        ("order = hash(name)", ["hash()"]),
        ("from os import urandom\nimport os\nos.urandom(3)", ["urandom"]),
        ("def f():\n    import duckdb\n    return open('x')", ["duckdb", "open()"]),
        ("model = LogisticRegression(C=1)", ["LogisticRegression without random_state"]),
        ("draw = np.random.default_rng(seed)\nx = self.hash(1)\nrandom_seed = 3", []),
        ("model = linear_model.LogisticRegression(C=1, random_state=seed)", []),
    ],
)
def test_each_way_of_asking_is_found(code: str, found: list[str]) -> None:
    assert violations(ast.parse(code)) == found

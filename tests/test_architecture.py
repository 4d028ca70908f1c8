"""Who may import whom, where Reflex and SQL may appear, and how long things may be.

A new module has to be added to the table: that is where its place is discussed.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from chatapp import cancelling

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = PROJECT / "chatapp"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.stat().st_size)

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "urls": set(),
    "settings": {"urls"},
    "routes": set(),
    "text": set(),
    "theme": set(),
    "simplified": set(),
    "words": {"simplified"},
    "i18n": set(),
    "columns": set(),
    "kinds": set(),
    "models": {"columns", "errors", "kinds"},
    "cancelling": set(),
    "db": {"cancelling", "settings", "errors", "text"},
    "migrations": {"db", "settings"},
    "presence": {"db"},
    "sealing": {"errors", "settings"},
    "formats": {"models", "text"},
    "store": {"models", "errors", "text", "words"},
    "llm": {"settings", "errors", "text"},
    "streaming": {"llm", "settings", "errors"},
    "homes": {"db", "migrations", "store", "streaming"},
    "runtime": {
        *("settings", "errors", "models", "db", "homes", "migrations", "presence", "sealing"),
        *("llm", "streaming", "store"),
    },
    "services": {
        *("homes", "runtime", "db", "store", "formats", "models", "streaming", "llm"),
        *("errors", "settings", "text", "words"),
    },
    "state": {"services", "models", "errors", "settings", "routes", "i18n", "text"},
    "components": {"i18n", "theme"},
    "pages": {"components", "state", "i18n", "theme", "routes"},
    "headers": {"settings"},
    "origins": {"settings"},
    "gate": {"services", "errors", "routes"},
    "forms": {"origins", "services", "errors", "settings"},
    "downloads": {"forms", "formats", "i18n", "services", "errors", "routes"},
    "http": {"downloads", "forms", "gate", "services", "errors", "settings", "routes"},
    "upkeep": {"services", "errors"},
    "chatapp": {"pages", "http", "headers", "origins", "routes", "runtime", "state", "settings", "theme", "upkeep"},
    "launch": {"settings"},
    "admin": {"runtime", "services", "store", "models", "errors", "db", "settings", "routes"},
    "__main__": {"launch", "settings", "db", "migrations", "store", "llm"},
}
# `launch` for the plugin that Reflex's build calls, never for the app.
MAY_USE_REFLEX = {"state", "components", "pages", "theme", "i18n", "gate", "http", "chatapp", "launch"}
MAY_USE_SQL = {"columns", "models", "cancelling", "db", "migrations", "presence", "store"}
TRANSACTION = "sqlmodel.ext.asyncio.session.AsyncSession"  # a type that services hand on and never ask anything of
REFLEX = ("reflex", "reflex_base", "reflex_components_core")
SQL = ("sqlalchemy", "sqlmodel", "alembic")
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "core"}
MOST_FILE_LINES = 250
MOST_FUNCTION_LINES = 40


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(path: Path) -> Iterator[str]:
    """Dotted names; `from chatapp import db` gives chatapp.db."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute, so that this test can read them"
            base = node.module or ""
            yield from (f"{base}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    parts = (name.split(".") for name in imported(path))
    return {name[1] for name in parts if name[0] == "chatapp" and len(name) > 1}


def outside(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path) if name != TRANSACTION}


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_every_module_has_its_place_in_the_table() -> None:
    assert {module_of(path) for path in FILES} - {"__init__"} <= set(MAY_IMPORT)


def test_every_row_of_the_table_is_a_module() -> None:
    assert set(MAY_IMPORT) <= {module_of(path) for path in PACKAGE.rglob("*.py")}


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    module = module_of(path)
    assert ours(path) - {module} <= MAY_IMPORT.get(module, set())


@pytest.mark.parametrize("path", FILES, ids=named)
def test_reflex_stays_above_the_line(path: Path) -> None:
    assert module_of(path) in MAY_USE_REFLEX or not outside(path) & set(REFLEX)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_sql_stays_in_the_store(path: Path) -> None:
    assert module_of(path) in MAY_USE_SQL or not outside(path) & set(SQL)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_is_named_after_nothing(path: Path) -> None:
    assert not {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts} & EMPTY_NAMES


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_FILE_LINES


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_module_says_what_its_idea_is(path: Path) -> None:
    assert ast.get_docstring(tree(path))


def test_no_step_of_a_transaction_can_be_cancelled_half_way() -> None:
    sources = "".join(path.read_text() for folder in ("services", "store") for path in (PACKAGE / folder).glob("*.py"))
    steps = set(re.findall(r"await session\.(\w+)", sources + (PACKAGE / "db.py").read_text()))
    assert {"exec", "flush", "commit", "close"} <= steps <= set(cancelling.STEPS)

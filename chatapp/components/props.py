"""What pieces of a page are given: Vars of plain values, and handlers."""

from collections.abc import Mapping, Sequence
from typing import Any

from reflex.vars import ArrayVar, ObjectVar

Row = ObjectVar[Mapping[str, str]]
Rows = ArrayVar[Sequence[Any]]  # of views: each becomes a Row where it is drawn
# A view with `key` and `arguments`, which a Var of a dataclass doesn't know by type.
TextWithArguments = ObjectVar[Any]
# A state's handler, a handler with arguments, a lambda: Reflex's type for all of them knows no arguments.
Handler = Any

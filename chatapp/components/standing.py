"""Whether the server would let somebody in by the form that a page shows."""

import json

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from chatapp.components.props import Row

_STANDING = rx.asset("standing.jsx", shared=True).importable_path


def standing(path: str) -> Row:
    """What `path` answers to the page's own parameters: `refused` with a text's key, or `name`; empty until then."""
    data = VarData(
        imports={_STANDING: [ImportVar(tag="useStanding")]},
        hooks={f"const standing = useStanding({json.dumps(path)});": None},
    )
    return rx.Var("standing", _var_data=data).to(dict[str, str])

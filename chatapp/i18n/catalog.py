"""Texts by key. The page picks the language itself, so switching needs neither a reload nor the server."""

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

LOCALES = {"en": "English", "zh": "简体中文"}

_runtime = rx.asset("i18n.js", shared=True).importable_path
for _locale in LOCALES:
    rx.asset(f"{_locale}.json", shared=True)

_install = [ImportVar(tag=None, render=False)]
_texts = VarData(
    imports={
        _runtime: [ImportVar(tag="useTexts")],
        "i18next@27.1.2": _install,
        "react-i18next@18.0.1": _install,
    },
    hooks={"const t = useTexts();": None},
)


def t(key: str | rx.Var[str], **arguments: object) -> rx.Var[str]:
    """The text of `key` in the reader's language; `arguments` fill its `{{placeholders}}`."""
    key_var = rx.Var.create(key)
    values = {name: rx.Var.create(value) for name, value in arguments.items()}
    filled = ", ".join(f"{name}: {value!s}" for name, value in values.items())
    return _text(f"t({key_var!s}, {{{filled}}})", key_var, *values.values())


def t_args(key: rx.Var[str], arguments: rx.Var[dict[str, str]]) -> rx.Var[str]:
    """Like `t`, with key and arguments that only the server knows: an error's, for example."""
    return _text(f"t({key!s}, {arguments!s})", key, arguments)


def when(timestamp: rx.Var[str]) -> rx.Var[str]:
    """An ISO time as a person would say it, in their language and time zone."""
    data = VarData(imports={_runtime: [ImportVar(tag="useWhen")]}, hooks={"const when = useWhen();": None})
    return rx.Var(
        f"when({timestamp!s})", _var_type=str, _var_data=VarData.merge(data, timestamp._get_all_var_data())
    )


def _text(expression: str, *parts: rx.Var[object]) -> rx.Var[str]:
    data = VarData.merge(_texts, *(part._get_all_var_data() for part in parts))
    return rx.Var(expression, _var_type=str, _var_data=data).guess_type()

"""Texts by key. The page picks the language itself, so switching needs neither a reload nor the server."""

from typing import Any

import reflex as rx
from reflex.vars import FunctionStringVar, StringVar, VarData
from reflex_base.utils.imports import ImportVar

LOCALES = {"en": "English", "zh": "简体中文"}

_runtime = rx.asset("i18n.js", shared=True).importable_path
for _locale in LOCALES:
    rx.asset(f"{_locale}.json", shared=True)

_install = [ImportVar(tag=None, render=False)]
_text = FunctionStringVar.create(
    "t",
    _var_data=VarData(
        imports={
            _runtime: [ImportVar(tag="useTexts")],
            "i18next@27.1.2": _install,
            "react-i18next@18.0.1": _install,
        },
        hooks={"const t = useTexts();": None},
    ),
)
_time = FunctionStringVar.create(
    "when", _var_data=VarData(imports={_runtime: [ImportVar(tag="useWhen")]}, hooks={"const when = useWhen();": None})
)
_moment = FunctionStringVar.create(
    "moment",
    _var_data=VarData(imports={_runtime: [ImportVar(tag="useMoment")]}, hooks={"const moment = useMoment();": None}),
)


def t(key: str | rx.Var[Any], **arguments: object) -> StringVar[str]:
    """The text of `key` in the reader's language; `arguments` fill its `{{placeholders}}`."""
    return _text.call(key, arguments).to(str)


def t_args(key: rx.Var[Any], arguments: rx.Var[Any]) -> StringVar[str]:
    """Like `t`, with key and arguments that only the server knows: an error's, for example."""
    return _text.call(key, arguments).to(str)


def when(timestamp: rx.Var[Any]) -> StringVar[str]:
    """An ISO time as a person would say it, in their language and time zone."""
    return _time.call(timestamp).to(str)


def moment(timestamp: rx.Var[Any]) -> StringVar[str]:
    """An ISO time with date and minute, in the reader's language and time zone."""
    return _moment.call(timestamp).to(str)

"""The catalogs and the code agree: every text that is asked for exists in both languages, and no text is left over."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatapp import errors
from chatapp.errors import BuiltinFlaw, ChatError, FaultKind
from chatapp.i18n import LOCALES
from chatapp.llm import errors as llm_errors
from chatapp.llm.errors import AddressRefused, ParameterRefused
from chatapp.services.audit import Action
from chatapp.services.conversations import Activity
from chatapp.services.registration import Mode

PACKAGE = Path(errors.__file__).parent
PYTHON = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted([*PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.jsx")])
LOOK = sorted([*(PACKAGE / "components").glob("*.py"), *(PACKAGE / "pages").glob("*.py")])
CATALOGS: dict[str, dict[str, str]] = {
    code: json.loads((PACKAGE / "i18n" / f"{code}.json").read_text(encoding="utf-8")) for code in LOCALES
}
EN, ZH = CATALOGS["en"], CATALOGS["zh"]
FAMILIES = {key.partition(".")[0] for key in EN}
KEY = re.compile(rf"(?:{'|'.join(sorted(FAMILIES))})\.(?!jsx?$|json$)[a-z_]+")
PLACEHOLDER = re.compile(r"{{(\w+)}}")
CJK = re.compile(r"[\u4e00-\u9fff]")
ENDS_LIKE = {".": "。", "?": "？", "!": "！"}
SPOKEN = {"aria_label", "placeholder", "title", "alt", "label"}


def strings(path: Path) -> set[str]:
    if path.suffix == ".py":
        constants = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
        return {node.value for node in constants if isinstance(node.value, str)}
    return set(re.findall(r"""["'`]([^"'`\n]*)["'`]""", path.read_text()))


def keys_in(path: Path) -> set[str]:
    return {text for text in strings(path) if KEY.fullmatch(text)}


def calls_of(name: str) -> Iterator[ast.Call]:
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                yield node


def kinds_of_error(base: type[ChatError] = ChatError) -> Iterator[type[ChatError]]:
    yield base
    for kind in base.__subclasses__():
        yield from kinds_of_error(kind)


def reasons(kind: type[ChatError]) -> list[str]:
    """As the class's own docstring lists them: "`reason` is one of a, b, c."."""
    listed = re.search(r"one of ([\w, ]+)\.", kind.__doc__ or "")
    assert listed
    return listed[1].split(", ")


def test_both_languages_have_the_same_keys() -> None:
    assert set(ZH) == set(EN)


def test_the_keys_are_in_the_same_order() -> None:
    assert list(ZH) == list(EN)


@pytest.mark.parametrize("code", CATALOGS)
def test_no_key_is_there_twice(code: str) -> None:
    pairs: list[tuple[str, str]] = json.loads(
        (PACKAGE / "i18n" / f"{code}.json").read_text(encoding="utf-8"), object_pairs_hook=list
    )
    assert len(pairs) == len(dict(pairs))


@pytest.mark.parametrize("key", EN)
def test_both_languages_have_the_same_placeholders(key: str) -> None:
    assert sorted(PLACEHOLDER.findall(ZH[key])) == sorted(PLACEHOLDER.findall(EN[key]))


@pytest.mark.parametrize("path", [*LOOK, *SCRIPTS], ids=lambda path: path.name)
def test_a_page_asks_only_for_texts_that_exist(path: Path) -> None:
    assert keys_in(path) <= set(EN)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_asks_only_for_texts_that_exist(path: Path) -> None:
    assert set(re.findall(r"""\bt\(["'`]([^"'`]+)""", path.read_text())) <= set(EN)


def put_together() -> set[str]:
    """Keys that stand nowhere as a whole: the code makes them of two parts."""
    return {
        *(f"error.password_{reason}" for reason in reasons(errors.PasswordRefused)),
        *(f"error.storage_{reason}" for reason in reasons(errors.StorageFault)),
        *(f"error.parameter_{reason}" for reason in reasons(ParameterRefused)),
        *(f"error.address_{reason}" for reason in reasons(AddressRefused)),
        *(f"fault.{kind}" for kind in FaultKind),
        *(f"fault.builtin_{flaw}" for flaw in BuiltinFlaw),
        *(f"activity.{activity}" for activity in Activity if activity),
        *(f"connection.{state}" for state in ("connected", "reconnecting", "offline")),
        *(f"audit.{action}" for action in Action),
        *(f"mode.{mode}" for mode in Mode),
        *(f"link.{kind}" for kind in ("invitation", "created", "reset")),
        *(f"{part}.{asked}" for part in ("question_title", "question") for asked in ("reset", "delete")),
        *(f"theme.{mode}" for mode in ("system", "light", "dark")),
    }


@pytest.mark.parametrize("key", sorted(put_together() | {kind.key for kind in kinds_of_error()}))
def test_an_error_a_fault_and_a_state_have_their_text(key: str) -> None:
    assert key in EN


@pytest.mark.parametrize("kind", [errors.PasswordRefused, errors.StorageFault, ParameterRefused, AddressRefused])
def test_the_listed_reasons_are_those_that_are_given(kind: type[ChatError]) -> None:
    given = {call.args[0].value for call in calls_of(kind.__name__) if isinstance(call.args[0], ast.Constant)}
    assert given
    assert given <= set(reasons(kind))


def test_every_text_is_used() -> None:
    used = put_together().union(*(keys_in(path) for path in [*PYTHON, *SCRIPTS]))
    assert set(EN) - used == set()


def filled(kind: type[ChatError]) -> ChatError:
    match kind:
        case errors.PromptTooLong:
            return errors.PromptTooLong(2, 1)
        case errors.InstructionsTooLong:
            return errors.InstructionsTooLong(2, 1)
        case llm_errors.ParameterRefused:
            return ParameterRefused("seed")
        case errors.TooManyRequests:
            return errors.TooManyRequests(60)
        case errors.TooManyConversations:
            return errors.TooManyConversations(10_000)
        case errors.TooManyPinned:
            return errors.TooManyPinned(50)
        case llm_errors.TooManyEndpoints:
            return llm_errors.TooManyEndpoints(50)
        case llm_errors.AddressRefused:
            return AddressRefused("form")
        case errors.ProviderFault:
            return errors.ProviderFault(FaultKind.CONN, "localhost:1")
        case errors.PasswordRefused:
            return errors.PasswordRefused("common")
        case errors.StorageFault:
            return errors.StorageFault("full")
        case _:
            return kind()


@pytest.mark.parametrize("kind", [*kinds_of_error()], ids=lambda kind: kind.__name__)
def test_an_error_brings_what_its_text_has_room_for(kind: type[ChatError]) -> None:
    error = filled(kind)
    assert set(PLACEHOLDER.findall(EN[error.key])) <= set(error.args_)


def texts_in(node: ast.expr) -> Iterator[str]:
    """Strings that reach the page as they are."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.BinOp(left=left, right=right):
            yield from (*texts_in(left), *texts_in(right))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*texts_in(body), *texts_in(orelse))
        case ast.JoinedStr(values=values):
            yield from (text for value in values for text in texts_in(value))
        case ast.Call() if ast.unparse(node.func) == "rx.cond":
            yield from (text for argument in node.args[1:] for text in texts_in(argument))
        case _:
            return


def is_element(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    return (
        name.startswith("rx.el.")
        or name in ("rx.fragment", "link")
        or (name.endswith(".create") and name != "rx.Var.create")
    )


def literals(path: Path) -> Iterator[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    for call in filter(is_element, calls):
        shown = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in SPOKEN)]
        yield from (text for part in shown for text in texts_in(part) if re.search(r"\w", text))


@pytest.mark.parametrize("path", LOOK, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_there_is_no_sentence_in_a_page(path: Path) -> None:
    assert list(literals(path)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_there_is_no_sentence_in_a_script(path: Path) -> None:
    code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text())
    assert re.findall(r"<[a-zA-Z][^<>]*>\s*([^<>{}]*\w[^<>{}]*)</", code) == []
    assert re.findall(r"""\b(?:aria-label|placeholder|title|alt|label)=["']([^"']+)""", code) == []


@pytest.mark.parametrize("key", ZH)
def test_a_chinese_text_is_chinese(key: str) -> None:
    assert CJK.search(ZH[key])


@pytest.mark.parametrize("key", ZH)
def test_a_chinese_text_has_chinese_punctuation(key: str) -> None:
    assert not re.search(r"[\u4e00-\u9fff}][,.;:?!()]|[,;:?!()][\u4e00-\u9fff]", ZH[key])


@pytest.mark.parametrize("key", EN)
def test_both_languages_end_alike(key: str) -> None:
    """A sentence ends like one in both, a label in neither."""
    last = {code: PLACEHOLDER.sub("", texts[key]).rstrip()[-1:] for code, texts in CATALOGS.items()}
    assert last["zh"] == ENDS_LIKE.get(last["en"], last["zh"])
    assert (last["en"] in ENDS_LIKE) == (last["zh"] in ENDS_LIKE.values())


@pytest.mark.parametrize("code", CATALOGS)
def test_texts_have_no_stray_blanks(code: str) -> None:
    assert [key for key, text in CATALOGS[code].items() if text != text.strip() or "  " in text] == []

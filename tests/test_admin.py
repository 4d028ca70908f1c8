"""`python -m chatapp.admin`, as somebody at the terminal of the server meets it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from chatapp import admin, settings
from chatapp.settings import PROJECT, Settings

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(on_sqlite: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that the command finds."""
    monkeypatch.setattr(settings, "current", lambda: on_sqlite)
    return on_sqlite


def run(capsys: Output, *arguments: str) -> str:
    assert admin.main([*arguments]) == 0
    return capsys.readouterr().out


def refused(capsys: Output, *arguments: str) -> str:
    assert admin.main([*arguments]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    return told.err


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    typed: Iterator[str] = iter(lines)
    for asks in ("builtins.input", "chatapp.admin.getpass"):
        monkeypatch.setattr(asks, lambda _: next(typed))


def test_the_locked_out_get_in_again(capsys: Output) -> None:
    made = run(capsys, "create", "boss")
    assert "http://localhost:3000/reset/?token=" in made
    assert "It works once, until 20" in made
    run(capsys, "create", "李雷", "--admin")
    run(capsys, "disable", "BOSS")
    listed = [line.split() for line in run(capsys, "users").splitlines()]
    assert listed[0][:3] == ["NAME", "ROLE", "STATE"]
    assert [line[:3] for line in listed[1:]] == [["boss", "admin", "disabled"], ["李雷", "admin", "enabled"]]
    assert "last administrator" in refused(capsys, "take-admin", "李雷")
    assert run(capsys, "enable", "boss") == "boss is enabled.\n"
    assert run(capsys, "take-admin", "李雷") == "李雷 is no administrator.\n"
    assert "/reset/?token=" in run(capsys, "reset-password", "boss")


def test_a_password_is_typed_twice_and_never_an_argument(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    run(capsys, "create", "boss")
    typing(monkeypatch, "correct horse battery", "correct horse batery")
    assert "differ" in refused(capsys, "reset-password", "boss", "--password")
    typing(monkeypatch, "short", "short")
    assert "at least 8 characters" in refused(capsys, "reset-password", "boss", "--password")
    typing(monkeypatch, "correct horse battery", "correct horse battery")
    assert "has the new password" in run(capsys, "reset-password", "boss", "--password")


def test_deleting_asks_for_the_name(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    run(capsys, "create", "boss")
    run(capsys, "create", "bob")
    typing(monkeypatch, "yes")
    assert admin.main(["delete", "bob"]) == 1
    typing(monkeypatch, "bob")
    assert "bob is deleted." in run(capsys, "delete", "bob")
    assert "does not exist" in refused(capsys, "delete", "bob", "--yes")


def test_registration_is_chosen_and_an_invitation_made(capsys: Output) -> None:
    assert run(capsys, "registration", "invite") == "Registration: invite.\n"
    assert "http://localhost:3000/register/?invite=" in run(capsys, "invite", "--note", "for Bob")


def test_a_mode_that_is_set_is_not_chosen(capsys: Output, monkeypatch: pytest.MonkeyPatch, on_sqlite: Settings) -> None:
    closed = Settings(data_dir=on_sqlite.data_dir, registration="closed", public_url="https://chat.example.com")
    monkeypatch.setattr(settings, "current", lambda: closed)
    assert "CHATAPP_REGISTRATION is set" in refused(capsys, "registration", "open")
    assert "https://chat.example.com/register/?invite=" in run(capsys, "invite")


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["create"], ["registration", "maybe"], ["create", "a", "b"]])
def test_a_mistyped_command_is_explained(capsys: Output, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        admin.main(arguments)
    assert left.value.code == 2
    assert "usage: python -m chatapp.admin" in capsys.readouterr().err


def test_a_database_that_can_not_be_used_is_one_line(capsys: Output, on_sqlite: Settings) -> None:
    (on_sqlite.data_dir / "chatapp.db").write_bytes(b"no database")
    assert "can't be used" in refused(capsys, "users")


def test_it_needs_no_reflex() -> None:
    hidden = "import sys; sys.modules['reflex'] = None; import chatapp.admin"
    subprocess.run([sys.executable, "-c", hidden], cwd=PROJECT, check=True)


def test_the_index_of_the_search_is_made_anew(capsys: Output) -> None:
    assert run(capsys, "reindex") == "Indexed conversations: 0.\n"

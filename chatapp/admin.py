"""`python -m chatapp.admin`: what administrators do, from a terminal on the server; the way back in for the locked-out.

It works beside a running server, which notices within seconds, and without one. Whoever may run it owns the data
anyway, so it asks for no password; what it does is in the same log, as done at the command line.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from getpass import getpass
from pathlib import Path

from chatapp import routes, runtime, settings
from chatapp.db import DatabaseUnusable
from chatapp.errors import ChatError
from chatapp.models import Role
from chatapp.services import invitations, people, registration, search
from chatapp.services.links import Link
from chatapp.services.viewer import COMMAND_LINE
from chatapp.settings import SettingsError
from chatapp.store.users import Person

Options = argparse.Namespace
Command = Callable[[Options], Awaitable[str]]

_ALL = 1_000_000
_TEXTS = Path(__file__).with_name("i18n") / "en.json"


class Refused(Exception):
    """One line for the terminal."""


async def users(_: Options) -> str:
    found = await people.found(COMMAND_LINE, "", _ALL)
    rows = [("NAME", "ROLE", "STATE", "CREATED", "LAST USE"), *map(_row, found.items)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


async def create(options: Options) -> str:
    role = Role.ADMIN if options.admin else Role.USER
    link = await people.create(COMMAND_LINE, options.name, role)
    return f"Created {options.name}. The password is chosen at {_shown(routes.reset_with(link.token), link)}"


async def reset_password(options: Options) -> str:
    user_id = await people.named(COMMAND_LINE, options.name)
    if options.password:
        await people.set_password(COMMAND_LINE, user_id, *options.typed)
        return f"{options.name} has the new password and is signed out everywhere."
    link = await people.reset_password(COMMAND_LINE, user_id)
    return f"A new password is chosen at {_shown(routes.reset_with(link.token), link)}"


async def invite(options: Options) -> str:
    link = await invitations.make(COMMAND_LINE, options.note)
    return f"One account can be created at {_shown(routes.register_with(link.token), link)}"


async def choose_registration(options: Options) -> str:
    if registration.is_set():
        raise Refused("CHATAPP_REGISTRATION is set, so there is nothing to choose.")
    await registration.choose(COMMAND_LINE, options.mode)
    return f"Registration: {options.mode}."


async def reindex(_: Options) -> str:
    return f"Indexed conversations: {await search.rebuild(COMMAND_LINE)}."


def _done(act: Callable[..., Awaitable[None]], sentence: str) -> Command:
    async def command(options: Options) -> str:
        await act(COMMAND_LINE, await people.named(COMMAND_LINE, options.name))
        return sentence.format(name=options.name)

    return command


def _row(person: Person) -> tuple[str, ...]:
    seen = f"{person.seen_at:%Y-%m-%d %H:%M}" if person.seen_at else "-"
    state = "disabled" if person.disabled else "enabled"
    return person.name, person.role, state, f"{person.created_at:%Y-%m-%d}", seen


def _shown(path: str, link: Link) -> str:
    current = settings.current()
    site = current.public_url or f"http://localhost:{current.port}"
    return f"{site}{path}\nIt works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m chatapp.admin", description="What administrators of a chatapp do.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, run: Command, help: str, *, named: bool = False) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        if named:
            command.add_argument("name", metavar="NAME")
        return command

    add("users", users, "List all accounts.")
    creating = add("create", create, "Create an account; prints a link to choose its password.", named=True)
    creating.add_argument("--admin", action="store_true", help="as an administrator")
    resetting = add("reset-password", reset_password, "End a password; prints a link to choose a new one.", named=True)
    resetting.add_argument("--password", action="store_true", help="type the new password here instead")
    add("make-admin", _done(people.make_admin, "{name} is an administrator."), "Make an administrator.", named=True)
    add("take-admin", _done(people.take_admin, "{name} is no administrator."), "Take that away again.", named=True)
    add("disable", _done(people.disable, "{name} is disabled."), "Let nobody sign in to an account.", named=True)
    add("enable", _done(people.enable, "{name} is enabled."), "Let its person sign in again.", named=True)
    deleting = add("delete", _done(people.delete, "{name} is deleted."), "Delete an account for good.", named=True)
    deleting.add_argument("--yes", action="store_true", help="do not ask")
    choosing = add("registration", choose_registration, "Choose who may create an account.")
    choosing.add_argument("mode", choices=[*registration.Mode])
    inviting = add("invite", invite, "Make an invitation; prints its link.")
    inviting.add_argument("--note", default="", help="for whom it is")
    add("reindex", reindex, "Make the index of the search anew, beside a running server, too.")
    return parser


def _ask(options: Options) -> None:
    """What has to be typed, before anything else begins."""
    if getattr(options, "password", False):
        options.typed = getpass("New password: "), getpass("Once more: ")
    if getattr(options, "yes", True):
        return
    print(f"This deletes {options.name} and every conversation of theirs for good.")
    if input("Type the name to go on: ") != options.name:
        raise Refused("Nothing was deleted.")


async def _run(options: Options) -> str:
    async with runtime.running(settings.current(), serves=False):
        return await options.run(options)


def _sentence(error: ChatError) -> str:
    text: str = json.loads(_TEXTS.read_text(encoding="utf-8"))[error.key]
    for name, value in error.args_.items():
        text = text.replace(f"{{{{{name}}}}}", str(value))
    return text


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        _ask(options)
        print(asyncio.run(_run(options)))
    except ChatError as error:
        print(_sentence(error), file=sys.stderr)
        return 1
    except (SettingsError, DatabaseUnusable, Refused) as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("Nothing was done.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

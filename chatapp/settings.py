"""Every knob once: name with its unit, default, help. Read from the environment and `.env`, then frozen.

A value that can't be used, or a `CHATAPP_*` name nobody knows, stops the start with one clear line.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "CHATAPP_"
LOOPBACK = "127.0.0.1,::1"
LEAST_SECRET_CHARS = 32
PROJECT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """One line for the terminal that says which value can't be used and what would be right."""


def knob(
    default: Any, name: str, help: str, choices: tuple[str, ...] = (), least: float = 0, most: float = 1_000_000_000
) -> Any:
    metadata = {"name": name, "help": help, "choices": choices, "least": least, "most": most}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    openai_api_key: str = knob("", "OPENAI_API_KEY", "Key of the OpenAI-compatible endpoint that answers.")
    openai_base_url: str = knob("", "OPENAI_BASE_URL", "Its address; empty with a key set means OpenAI itself.")
    model: str = knob("", "CHATAPP_MODEL", "Model for new conversations; empty: the first one the endpoint lists.")
    builtin_model: str = knob(
        "on", "CHATAPP_BUILTIN_MODEL", "Answer with the small built-in model when no endpoint is set.", ("on", "off")
    )
    database_url: str = knob(
        "", "DATABASE_URL", "postgresql://user:password@host/name; empty: SQLite in the data directory."
    )
    data_dir: Path = knob(PROJECT / "data", "CHATAPP_DATA_DIR", "Directory of the database and its backups.")
    model_dir: Path = knob(
        Path.home() / ".cache" / "chatapp", "CHATAPP_MODEL_DIR", "Where the built-in model is kept, once per machine."
    )
    secret: str = knob(
        "",
        "CHATAPP_SECRET",
        "Seals the keys of endpoints that are stored; empty: secret.key in the data directory, made when needed.",
    )
    host: str = knob("127.0.0.1", "HOST", "Address to listen on; 0.0.0.0 opens the server to the network.")
    port: int = knob(3000, "PORT", "Port to listen on.", least=1, most=65535)
    public_url: str = knob("", "CHATAPP_PUBLIC_URL", "Address people type, when a proxy stands in front.")
    trusted_proxies: str = knob(
        LOOPBACK,
        "CHATAPP_TRUSTED_PROXIES",
        "Proxies that are believed who a visitor is, with CHATAPP_PUBLIC_URL set: addresses and networks, with commas.",
    )
    registration: str = knob(
        "",
        "CHATAPP_REGISTRATION",
        "Who may create an account; empty: as chosen on the page for administrators.",
        ("open", "invite", "closed"),
    )
    invitation_days: int = knob(7, "CHATAPP_INVITATION_DAYS", "An invitation ends after this long.", least=1, most=365)
    max_prompt_chars: int = knob(
        50_000, "CHATAPP_MAX_PROMPT_CHARS", "Longest prompt, in characters.", least=1, most=200_000
    )
    max_answer_chars: int = knob(
        1_000_000, "CHATAPP_MAX_ANSWER_CHARS", "An answer is cut off at this many characters.", least=1
    )
    max_context_chars: int = knob(
        200_000, "CHATAPP_MAX_CONTEXT_CHARS", "Most characters of earlier turns sent to a model.", least=1
    )
    max_instructions_chars: int = knob(
        8_000,
        "CHATAPP_MAX_INSTRUCTIONS_CHARS",
        "Longest instructions of each layer, in characters.",
        least=1,
        most=100_000,
    )
    max_running_per_user: int = knob(2, "CHATAPP_MAX_RUNNING_PER_USER", "Answers a person may have in flight.", least=1)
    max_running: int = knob(
        100, "CHATAPP_MAX_RUNNING", "Answers in flight at a time; more wait, and are told their place.", least=1
    )
    max_conversations_per_user: int = knob(
        10_000, "CHATAPP_MAX_CONVERSATIONS_PER_USER", "Conversations that a person may keep.", least=1
    )
    max_prompts_per_minute: int = knob(30, "CHATAPP_MAX_PROMPTS_PER_MINUTE", "Prompts a person may send.", least=1)
    max_registrations_per_minute: int = knob(
        10, "CHATAPP_MAX_REGISTRATIONS_PER_MINUTE", "Accounts that one address may create.", least=1
    )
    session_idle_days: int = knob(
        7, "CHATAPP_SESSION_IDLE_DAYS", "A session unused this long ends.", least=1, most=3650
    )
    session_max_days: int = knob(
        30, "CHATAPP_SESSION_MAX_DAYS", "A session ends after this long in any case.", least=1, most=3650
    )
    connect_timeout_s: float = knob(5.0, "CHATAPP_CONNECT_TIMEOUT_S", "Wait for a model server to accept.", least=0.1)
    stall_timeout_s: float = knob(
        60.0, "CHATAPP_STALL_TIMEOUT_S", "Longest silence of a model server between two pieces of text.", least=0.1
    )
    retry_pause_s: float = knob(
        1.0, "CHATAPP_RETRY_PAUSE_S", "Pause before a busy model server is asked again; the second is twice as long."
    )
    max_answer_s: float = knob(900.0, "CHATAPP_MAX_ANSWER_S", "An answer is cut off after this long.", least=1)
    max_sockets_per_address: int = knob(
        200, "CHATAPP_MAX_SOCKETS_PER_ADDRESS", "Pages that may be open from one address at a time.", least=1
    )
    slow_reader_s: float = knob(
        20.0, "CHATAPP_SLOW_READER_S", "A page that reads nothing for this long is disconnected.", least=1
    )
    page_flush_ms: int = knob(50, "CHATAPP_PAGE_FLUSH_MS", "Pace of text on its way to a page.", least=1)
    journal_flush_ms: int = knob(200, "CHATAPP_JOURNAL_FLUSH_MS", "Pace of text on its way to the database.", least=1)
    drain_s: float = knob(9.0, "CHATAPP_DRAIN_S", "Time that running answers get when the server ends.", least=0)

    @property
    def proxies(self) -> list[str]:
        return [proxy.strip() for proxy in self.trusted_proxies.split(",")]

    @property
    def is_tls(self) -> bool:
        """Whether people come by TLS. It ends at the proxy, so the public address alone says so."""
        return self.public_url.startswith("https://")

    @property
    def has_endpoint(self) -> bool:
        """Whether an endpoint is set; the built-in model answers only without one."""
        return bool(self.openai_api_key or self.openai_base_url)


def is_loopback(host: str) -> bool:
    """Whether a host name or address stays on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load(environ: Mapping[str, str] | None = None, env_file: Path | None = PROJECT / ".env") -> Settings:
    """Settings from `env_file` (`NAME=value` lines), overridden by `environ`."""
    values = {**_read_env_file(env_file), **(os.environ if environ is None else environ)}
    known = {knob.metadata["name"]: knob for knob in fields(Settings)}
    for name in values:
        if name.startswith(PREFIX) and name not in known:
            meant = [f"Did you mean {known_name}?" for known_name in get_close_matches(name, known, 1)]
            raise SettingsError(" ".join([f"{name} is not a setting of chatapp.", *meant, "All are in .env.example."]))
    chosen = {k.name: _parse(k, values[n].strip()) for n, k in known.items() if values.get(n, "").strip()}
    settings = Settings(**chosen)
    _refuse_unsafe(settings)
    return replace(settings, public_url=_origin(settings.public_url))


@cache
def current() -> Settings:
    """The settings of this process, read once."""
    return load()


def _read_env_file(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read: {error}.") from error
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _parse(knob: Any, text: str) -> Any:
    name, choices, least, most = (knob.metadata[key] for key in ("name", "choices", "least", "most"))
    if choices and text not in choices:
        raise SettingsError(f"{name}={text} can't be used. Choose one of: {', '.join(choices)}.")
    if isinstance(knob.default, str):
        return text
    if isinstance(knob.default, Path):
        return Path(text).expanduser().resolve()
    try:
        number = int(text) if isinstance(knob.default, int) else float(text)
    except ValueError:
        raise SettingsError(f"{name}={text} can't be used. It takes a number, for example {knob.default}.") from None
    if not least <= number <= most:
        raise SettingsError(f"{name}={text} can't be used. It must be between {least} and {most}.")
    return number


def _refuse_unsafe(settings: Settings) -> None:
    for name, url in (("OPENAI_BASE_URL", settings.openai_base_url), ("CHATAPP_PUBLIC_URL", settings.public_url)):
        if url and not _is_web_address(url):
            raise SettingsError(f"{name}={url} can't be used. It must be an address such as http://localhost:8080.")
    public = urlsplit(settings.public_url)
    if public.path.strip("/") or public.query or public.fragment or "@" in public.netloc:
        raise SettingsError(
            "CHATAPP_PUBLIC_URL must be scheme, host and port alone, such as https://chat.example.com: "
            "chatapp has a host name to itself, not a path below one."
        )
    _refuse_unsafe_proxies(settings)
    if not settings.openai_api_key.isascii() or not settings.openai_api_key.isprintable():
        raise SettingsError("OPENAI_API_KEY can't be used. A key has only visible ASCII characters.")
    if settings.secret and len(settings.secret) < LEAST_SECRET_CHARS:
        raise SettingsError(f"CHATAPP_SECRET is too short. Take at least {LEAST_SECRET_CHARS} random characters.")
    if settings.database_url and not settings.database_url.startswith(("postgresql://", "postgres://", "sqlite:///")):
        raise SettingsError("DATABASE_URL can't be used. It starts with postgresql:// or sqlite:///.")


def _refuse_unsafe_proxies(settings: Settings) -> None:
    for proxy in settings.proxies:
        try:
            everybody = ip_network(proxy).prefixlen == 0
        except ValueError as error:
            raise SettingsError(f"CHATAPP_TRUSTED_PROXIES={proxy} can't be used: {error}.") from None
        if everybody:
            raise SettingsError(f"CHATAPP_TRUSTED_PROXIES={proxy} would believe everybody. Name the proxies alone.")
    if settings.trusted_proxies != LOOPBACK and not settings.public_url:
        raise SettingsError("CHATAPP_TRUSTED_PROXIES needs CHATAPP_PUBLIC_URL, the address that people type.")


def _origin(url: str) -> str:
    """As a browser writes it in the Origin header: lower case, without the scheme's own port, no last slash."""
    parts = urlsplit(url)
    if not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme))
    return f"{parts.scheme}://{host}" + ("" if usual else f":{parts.port}")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a bracket left open, a port above 65535
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0 and not re.search(r"\s", url)

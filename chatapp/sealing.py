"""Secrets of others at rest: sealed with one of our own, which is not in the database.

It comes from the settings, or from a file beside the database that only its owner can read. Whoever has a copy of the
database alone has no key.
"""

import base64
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chatapp.errors import ChatError
from chatapp.settings import Settings

FILE = "secret.key"
_PURPOSE = b"chatapp: keys of model servers"


class SecretUnusable(ChatError):
    key = "error.secret_unusable"
    http_status = 503


class SecretLost(SecretUnusable):
    """What is stored was sealed with another secret."""

    key = "error.secret_lost"


class Seal:
    """`path` is read, and the file made, when there is something to seal or to open."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.data_dir / FILE
        self._fernet = Fernet(_derived(settings.secret)) if settings.secret else None

    def closed(self, text: str) -> str:
        """Raises SecretUnusable."""
        return self._opener(make=True).encrypt(text.encode()).decode() if text else ""

    def opened(self, sealed: str) -> str:
        """Raises SecretLost when it was sealed with another secret."""
        if not sealed:
            return ""
        try:
            return self._opener(make=False).decrypt(sealed.encode()).decode()
        except (InvalidToken, SecretUnusable):
            raise SecretLost from None

    def _opener(self, *, make: bool) -> Fernet:
        if self._fernet is None:
            try:
                if make and not self._path.exists():
                    _make(self._path)
                self._fernet = Fernet(self._path.read_bytes().strip())
            except (OSError, ValueError) as error:
                raise SecretUnusable from error
        return self._fernet


def _derived(secret: str) -> bytes:
    hkdf = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(hkdf.derive(secret.encode()))


def _make(path: Path) -> None:
    """Whole from the first moment on, and of two processes at once one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()

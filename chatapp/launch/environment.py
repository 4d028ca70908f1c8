"""What Reflex reads from the environment: our Node first, npm by the lock file, no call home.

`rxconfig.py` prepares it, so that every command (`make run`, `reflex run`, a build) lives in the same one.
"""

import os
import sys
from pathlib import Path

REFLEX_VALUES = {
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_USE_NPM": "true",
    "NODE_USE_SYSTEM_CA": "1",  # npm trusts what the machine trusts, also behind a company proxy
    "REFLEX_SOCKET_INTERVAL": "10s",  # a dead tab is noticed after 10 + 20 s instead of 25 + 120 s
    "REFLEX_SOCKET_TIMEOUT": "20s",
    # The sources alone: Reflex watches the whole directory, and each stored message would restart the server.
    "REFLEX_HOT_RELOAD_OVERRIDE_PATHS": "chatapp:assets:rxconfig.py",
}


def prepare() -> None:
    """A value that is set already wins. Node and npm are those of the venv, activated or not."""
    for name, value in REFLEX_VALUES.items():
        os.environ.setdefault(name, value)
    ours = str(Path(sys.prefix) / "bin")
    others = [part for part in os.environ.get("PATH", os.defpath).split(os.pathsep) if part != ours]
    os.environ["PATH"] = os.pathsep.join([ours, *others])

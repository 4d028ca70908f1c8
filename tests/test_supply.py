"""What is installed is what was looked at: pinned to the letter, and newer than every fault we know of."""

import json
import re
from importlib.metadata import distributions, version
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
LOCKS = {name: (PROJECT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")}
LOCKED = dict(re.findall(r"^([\w.-]+)==([\w.]+)", "".join(LOCKS.values()), re.MULTILINE))

# The first versions without the faults that systems of our kind had: CVE-2025-62727, CVE-2026-48710, CVE-2026-48818
# (Starlette), CVE-2026-24486 (python-multipart), CVE-2026-48802 (engineio), CVE-2025-61765 (socketio),
# CVE-2025-62379 (Reflex).
LEAST = {
    "starlette": "1.1.0",
    "python-multipart": "0.0.22",
    "python-engineio": "4.13.2",
    "python-socketio": "5.14.0",
    "reflex": "0.8.15",
}


def numbers(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]


@pytest.mark.parametrize("package", LEAST)
def test_no_version_has_a_fault_that_we_know_of(package: str) -> None:
    assert numbers(LOCKED[package]) >= numbers(LEAST[package])
    assert version(package) == LOCKED[package]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_asked_for_is_pinned_as_in_the_lock(name: str) -> None:
    lines = [line for line in (PROJECT / name).read_text().splitlines() if line and line[0] not in "#-"]
    assert lines
    for line in lines:
        package, _, pinned = re.sub(r"\[.*\]", "", line).partition("==")
        assert {key.lower(): value for key, value in LOCKED.items()}[package] == pinned


@pytest.mark.parametrize("name", LOCKS)
def test_every_python_package_is_pinned_by_its_hashes(name: str) -> None:
    packages = re.split(r"\n(?=\w)", LOCKS[name].partition("\n")[2])
    assert len(packages) >= 10
    pinned = re.compile(r"[\w.-]+==[\w.]+( ; [^\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n?")
    assert [package for package in packages if not package.startswith("#") and not pinned.fullmatch(package)] == []


@pytest.mark.parametrize(("folder", "least"), [("reflex.lock", 100), ("tests/e2e/axe", 1)])
def test_every_npm_package_is_pinned_by_its_hash(folder: str, least: int) -> None:
    lock = json.loads((PROJECT / folder / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name and not package.get("link")}
    assert len(packages) >= least
    assert [name for name, found in packages.items() if not found.get("integrity", "").startswith("sha512-")] == []


def test_what_only_some_versions_of_python_need_is_pinned_for_all_of_them() -> None:
    """The lock was made with one; a package is asked for by markers such as `python_full_version < "3.11.3"`."""
    pythons = [f"3.11.{n}" for n in range(4)] + ["3.12.0", "3.13.0", "3.14.0"]
    machines = [
        {**default_environment(), "python_version": p.rpartition(".")[0], "python_full_version": p} for p in pythons
    ]
    asked = [Requirement(text) for package in distributions() for text in package.requires or []]
    needed = {
        canonicalize_name(each.name)
        for each in asked
        if each.marker and any(each.marker.evaluate({**machine, "extra": ""}) for machine in machines)
    }
    assert needed - {canonicalize_name(name) for name in LOCKED} == set()

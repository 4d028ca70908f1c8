"""When a built front end is used again, and when it is not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chatapp.launch import frontend
from chatapp.launch.checks import CannotStart
from tests.launch.waiting import until

EMPTIES_AND_BUILDS = "rm -rf .web/build; mkdir -p .web/build/client; echo page > .web/build/client/index.html"
SOURCES = {
    "chatapp/pages/chat.py": "page",
    "chatapp/components/log.jsx": "part",
    "chatapp/i18n/en.json": "{}",
    "assets/chatapp.css": "css",
    "assets/icon.svg": "icon",
    "rxconfig.py": "config",
    "requirements.lock": "reflex",
    "reflex.lock/package-lock.json": "lock",
}
OTHERS = ["README.md", "tests/test_chat.py", "chatapp/pages/__pycache__/chat.pyc", "assets/external/log.jsx"]


def shell(script: str) -> list[str]:
    return ["bash", "-c", script]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in SOURCES.items():
        write(tmp_path / name, text)
    return tmp_path


@pytest.fixture
def built(project: Path) -> Path:
    frontend.build(project, shell(EMPTIES_AND_BUILDS))
    return project


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_fresh_clone_has_no_front_end(project: Path) -> None:
    assert not frontend.is_current(project)


def test_a_built_front_end_is_used_again(built: Path) -> None:
    assert frontend.is_current(built)


@pytest.mark.parametrize("name", SOURCES)
def test_a_change_of_what_shapes_the_page_asks_for_a_new_build(built: Path, name: str) -> None:
    write(built / name, "changed")
    assert not frontend.is_current(built)


@pytest.mark.parametrize("name", ["chatapp/pages/new.py", "assets/new.png"])
def test_a_new_file_that_shapes_the_page_asks_for_a_new_build(built: Path, name: str) -> None:
    write(built / name, "new")
    assert not frontend.is_current(built)


def test_a_removed_source_asks_for_a_new_build(built: Path) -> None:
    (built / "assets/icon.svg").unlink()
    assert not frontend.is_current(built)


@pytest.mark.parametrize("name", OTHERS)
def test_anything_else_may_change(built: Path, name: str) -> None:
    write(built / name, "changed")
    assert frontend.is_current(built)


def test_a_front_end_that_reflex_has_built_for_itself_does_not_count(built: Path) -> None:
    subprocess.run(shell(EMPTIES_AND_BUILDS), cwd=built, check=True)
    assert not frontend.is_current(built)


def test_a_source_that_changes_while_it_is_built_is_built_again(project: Path) -> None:
    frontend.build(project, shell(f"{EMPTIES_AND_BUILDS}; echo later >> chatapp/pages/chat.py"))
    assert not frontend.is_current(project)


def test_no_copy_of_the_last_build_is_left_for_this_one(built: Path) -> None:
    copy = built / frontend.COPIED / "external" / "page.jsx"
    copy.parent.mkdir(parents=True)
    copy.write_text("newer than what an archive brought back")
    frontend.build(built, shell(EMPTIES_AND_BUILDS))
    assert not copy.exists()


def test_a_build_that_completes_the_lock_file_counts_and_says_so(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frontend.build(project, shell(f"{EMPTIES_AND_BUILDS}; echo more >> reflex.lock/package-lock.json"))
    assert frontend.is_current(project)
    assert "commit" in capsys.readouterr().out


def test_a_failed_build_does_not_count_and_keeps_its_words(built: Path) -> None:
    with pytest.raises(CannotStart, match="Error: no such icon"):
        frontend.build(built, shell(f"{EMPTIES_AND_BUILDS}; echo 'Error: no such icon'; exit 1"))
    assert not frontend.is_current(built)
    assert "no such icon" in (built / frontend.LOG).read_text()


def test_without_a_network_the_reason_is_one_line(project: Path) -> None:
    with pytest.raises(CannotStart, match="npm registry can't be reached") as refused:
        frontend.build(project, shell("echo npm error code ENOTFOUND; exit 1"))
    assert "\n" not in str(refused.value)


def test_an_interrupted_build_leaves_no_process_and_does_not_count(project: Path) -> None:
    grandchild = project / "grandchild"
    script = f"{EMPTIES_AND_BUILDS}; sleep 600 & echo $! > {grandchild}.new; mv {grandchild}.new {grandchild}; wait"
    code = "from chatapp.launch import frontend as f, server; from pathlib import Path; server.end_on_sigterm(); "
    code += f"f.build(Path({str(project)!r}), ['bash', '-c', {script!r}])"
    building = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    until(grandchild.exists)
    building.send_signal(signal.SIGTERM)
    assert building.wait(10) != 0
    until(lambda: not is_alive(int(grandchild.read_text())))
    assert not frontend.is_current(project)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]
    except OSError:
        return False

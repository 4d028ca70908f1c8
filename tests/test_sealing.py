"""Keys at rest: sealed with a secret that is not in the database."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chatapp.sealing import FILE, Seal, SecretLost, SecretUnusable
from chatapp.settings import Settings


def seal(directory: Path, secret: str = "") -> Seal:
    return Seal(Settings(data_dir=directory, secret=secret))


def test_the_secret_is_made_at_first_use_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    first = seal(tmp_path)
    assert first.opened("") == first.closed("") == ""
    assert not (tmp_path / FILE).exists()
    sealed = first.closed("sk-canary")
    assert "canary" not in sealed
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert seal(tmp_path).opened(sealed) == "sk-canary"
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_of_many_at_once_all_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda n: seal(tmp_path).closed(str(n)), range(40)))
    assert [seal(tmp_path).opened(text) for text in sealed] == [str(n) for n in range(40)]


def test_a_secret_from_the_settings_needs_no_file(tmp_path: Path) -> None:
    sealed = seal(tmp_path, "a" * 32).closed("sk-canary")
    assert seal(tmp_path, "a" * 32).opened(sealed) == "sk-canary"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SecretLost):
        seal(tmp_path, "b" * 32).opened(sealed)


@pytest.mark.parametrize("damage", ["lost", "another", "broken"])
def test_a_lost_secret_is_told_and_what_is_sealed_with_the_next_one_opens(tmp_path: Path, damage: str) -> None:
    sealed = seal(tmp_path).closed("sk-canary")
    (tmp_path / FILE).unlink()
    if damage == "another":
        seal(tmp_path).closed("x")
    if damage == "broken":
        (tmp_path / FILE).write_text("no key")
    with pytest.raises(SecretLost):
        seal(tmp_path).opened(sealed)
    if damage == "broken":
        with pytest.raises(SecretUnusable):
            seal(tmp_path).closed("sk-new")
    else:
        assert seal(tmp_path).opened(seal(tmp_path).closed("sk-new")) == "sk-new"


def test_a_directory_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SecretUnusable):
        seal(tmp_path / "file").closed("sk-canary")

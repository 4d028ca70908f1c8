from pathlib import Path

import pytest

from chatapp.settings import SettingsError, load


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_nothing_has_to_be_set() -> None:
    settings = load({}, None)
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 3000, "")


def test_the_environment_wins_over_the_file(env_file: Path) -> None:
    env_file.write_text("PORT=4000\nHOST=0.0.0.0\n")
    settings = load({"PORT": "5000"}, env_file)
    assert (settings.port, settings.host) == (5000, "0.0.0.0")


def test_the_file_is_read_as_people_write_it(env_file: Path) -> None:
    env_file.write_text("# a remark\n\n OPENAI_API_KEY = 'sk-1=2' \nCHATAPP_MODEL=\"qwen3\"\n")
    settings = load({}, env_file)
    assert (settings.openai_api_key, settings.model) == ("sk-1=2", "qwen3")


def test_a_file_saved_by_a_windows_editor_is_read_from_its_first_name_on(env_file: Path) -> None:
    env_file.write_bytes(b"\xef\xbb\xbfPORT=4000\r\nHOST=::1\r\n")
    settings = load({}, env_file)
    assert (settings.port, settings.host) == (4000, "::1")


def test_a_file_that_is_no_text_stops_the_start_by_its_name(env_file: Path) -> None:
    env_file.write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env can't be read"):
        load({}, env_file)


def test_an_empty_value_means_the_default() -> None:
    assert load({"PORT": "", "CHATAPP_REGISTRATION": " "}, None) == load({}, None)


def test_other_programs_variables_are_none_of_ours() -> None:
    assert load({"CHAT_APP": "1", "PATH": "/bin"}, None) == load({}, None)


@pytest.mark.parametrize("where", ["environment", "file"])
def test_a_misspelt_name_stops_the_start(where: str, env_file: Path) -> None:
    env_file.write_text("CHATAPP_REGISTRATON=closed" if where == "file" else "")
    environ = {"CHATAPP_REGISTRATON": "closed"} if where == "environment" else {}
    with pytest.raises(SettingsError, match="CHATAPP_REGISTRATON is not a setting of chatapp") as stopped:
        load(environ, env_file)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "3000.5"),
        ("CHATAPP_REGISTRATION", "maybe"),
        ("CHATAPP_BUILTIN_MODEL", "yes"),
        ("CHATAPP_MAX_PROMPT_CHARS", "-1"),
        ("CHATAPP_STALL_TIMEOUT_S", "nan"),
        ("CHATAPP_DRAIN_S", "inf"),
        ("CHATAPP_SESSION_MAX_DAYS", "1000000"),
        ("OPENAI_BASE_URL", "localhost:8000"),
        ("OPENAI_BASE_URL", "file:///etc/passwd"),
        ("OPENAI_BASE_URL", "http://"),
        ("OPENAI_BASE_URL", "http://[bad"),
        ("OPENAI_BASE_URL", "http://h:99999/v1"),
        ("OPENAI_BASE_URL", "http://h:port/v1"),
        ("OPENAI_BASE_URL", "http://two words/v1"),
        ("CHATAPP_PUBLIC_URL", "https://[::1"),
        ("CHATAPP_PUBLIC_URL", "https://example.org/chat"),
        ("CHATAPP_PUBLIC_URL", "https://example.org/?x=1"),
        ("CHATAPP_PUBLIC_URL", "https://somebody@example.org"),
        ("CHATAPP_TRUSTED_PROXIES", "*"),
        ("CHATAPP_TRUSTED_PROXIES", "10.0.0.1,"),
        ("CHATAPP_TRUSTED_PROXIES", "proxy.example.org"),
        ("CHATAPP_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("CHATAPP_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("CHATAPP_TRUSTED_PROXIES", "::/0"),
        ("CHATAPP_TRUSTED_PROXIES", "10.0.0.1"),
        ("DATABASE_URL", "mysql://host/name"),
    ],
)
def test_a_value_that_can_not_be_used_stops_the_start_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as stopped:
        load({name: value}, None)
    assert "\n" not in str(stopped.value)


def test_a_key_that_no_header_can_carry_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError) as stopped:
        load({"OPENAI_API_KEY": "sk-schlüssel"}, None)
    assert "schlüssel" not in str(stopped.value)


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://Chat.Example.org/", "https://chat.example.org"),
        ("HTTPS://chat.example.org:443", "https://chat.example.org"),
        ("http://chat.example.org:80", "http://chat.example.org"),
        ("https://chat.example.org:8443", "https://chat.example.org:8443"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_the_public_address_is_what_a_browser_calls_its_origin(typed: str, origin: str) -> None:
    assert load({"CHATAPP_PUBLIC_URL": typed}, None).public_url == origin


def test_proxies_elsewhere_are_named_beside_the_public_address() -> None:
    values = {"CHATAPP_PUBLIC_URL": "https://chat.example.org", "CHATAPP_TRUSTED_PROXIES": "10.0.0.1, fd00::/8"}
    assert load(values, None).proxies == ["10.0.0.1", "fd00::/8"]


def test_directories_may_be_written_with_a_tilde() -> None:
    assert load({"CHATAPP_DATA_DIR": "~/chat"}, None).data_dir == Path.home() / "chat"

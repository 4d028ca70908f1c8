"""NET-02 to NET-05: where a model server may be, by what is typed and by what a name leads to."""

from ipaddress import ip_network

import pytest

from chatapp.errors import FaultKind, ProviderFault
from chatapp.llm import addresses
from chatapp.llm.errors import AddressRefused
from tests.llm.support import ask, connect, hear
from tests.support.scripted_provider import ScriptedProvider


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:11434/v1",
        "http://127.0.0.1:1234",
        "http://[::1]:8000/v1",
        "http://192.168.1.20:8080/v1/",
        "http://10.0.0.1/v1",
        "https://api.deepseek.com",
        "https://api.example.com:8443/a/b",
        "http://ollama:11434/v1",
        "http://模型.example/v1",
    ],
)
def test_model_servers_live_at_home_and_elsewhere(address: str) -> None:
    addresses.check(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/v1",
        "http://[::ffff:169.254.169.254]/v1",
        "http://[::ffff:a9fe:a9fe]/v1",
        "http://[64:ff9b::a9fe:a9fe]/v1",
        "http://[2002:a9fe:a9fe::1]/v1",
        "http://[fe80::1]/v1",
        "http://[fd00:ec2::254]/v1",
        "http://100.100.100.200/v1",
        "http://168.63.129.16/v1",
        "http://224.0.0.1/v1",
        "http://metadata.google.internal/v1",
        "http://METADATA.google.internal./v1",
    ],
)
def test_what_hands_out_a_machines_keys_is_no_model_server(address: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        addresses.check(address)
    assert refused.value.key == "error.address_forbidden"


@pytest.mark.parametrize(
    "address",
    ["", "x", "/v1", "ftp://x/v1", "file:///etc/passwd", "javascript:x", "http://", "http:///v1", "http://x:99999/v1",
     "http://x:0/v1", "http://x/v1?key=1", "http://x/v1#a", "http://x /v1", "http://x\n/v1", "http://[::1/v1",
     f"http://x/{'v' * 500}"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        addresses.check(address)
    assert refused.value.key == "error.address_form"


def test_a_password_belongs_in_no_address() -> None:
    with pytest.raises(AddressRefused) as refused:
        addresses.check("http://user:secret@api.example.com/v1")
    assert refused.value.key == "error.address_user"


@pytest.fixture
def loopback_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for a name that led elsewhere when it was looked at: what counts is where the connection goes."""
    monkeypatch.setattr(addresses, "FORBIDDEN", [ip_network("127.0.0.0/8"), ip_network("::1")])


@pytest.mark.usefixtures("loopback_is_forbidden")
async def test_a_name_that_leads_to_a_forbidden_address_is_sent_nothing(scripted: ScriptedProvider) -> None:
    named = connect(f"http://localhost:{scripted.port}/v1", "sk-canary")
    heard = await hear(named, ask("echo"))
    assert heard.fault is not None
    assert (heard.fault.kind, heard.fault.detail) == (FaultKind.FORBIDDEN, f"127.0.0.1:{scripted.port}")
    with pytest.raises(ProviderFault) as refused:
        await named.models()
    assert refused.value.kind == FaultKind.FORBIDDEN
    assert (scripted.requests, scripted.lists) == ([], 0)
    await named.aclose()

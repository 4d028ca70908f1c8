"""The scripted provider is steered over HTTP by tests that run in another process."""

import httpx2

from tests.support.scripted_provider import in_thread


def test_a_gated_answer_is_let_through_over_http() -> None:
    with in_thread() as provider, httpx2.Client(base_url=provider.base_url.removesuffix("/v1")) as http:
        asked = {"model": "gated:mine", "messages": [{"role": "user", "content": "Hi"}], "stream": True}
        with http.stream("POST", "/v1/chat/completions", json=asked) as answer:
            lines = (line for line in answer.iter_lines() if line)
            http.post("/control/release?gate=gated:mine&pieces=1")
            assert "w00001" in next(lines)
            http.post("/control/open?gate=gated:mine")
            assert list(lines)[-1] == "data: [DONE]"
        [request] = http.get("/control/requests").json()
    assert (request["body"], request["closed_early"]) == (asked, False)


def test_requests_are_forgotten_at_a_reset() -> None:
    with in_thread() as provider, httpx2.Client(base_url=provider.base_url.removesuffix("/v1")) as http:
        http.post("/v1/chat/completions", json={"model": "echo", "messages": []})
        http.post("/control/reset")
        assert http.get("/control/requests").json() == []


def test_a_request_tells_when_its_answer_began_and_ended() -> None:
    with in_thread() as provider, httpx2.Client(base_url=provider.base_url.removesuffix("/v1")) as http:
        http.post("/v1/chat/completions", json={"model": "words:5@100", "messages": []})
        [request] = http.get("/control/requests").json()
    assert request["arrived"] <= request["first_said"]
    assert request["last_said"] - request["first_said"] >= 0.03

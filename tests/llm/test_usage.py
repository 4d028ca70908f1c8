"""What servers count, in the words of each; what none says is not known."""

from typing import Any

import pytest

from chatapp.llm.chunks import read
from chatapp.llm.events import Usage


@pytest.mark.parametrize(
    ("said", "usage"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 4}, Usage(9, 4)),
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": 4,
                "prompt_tokens_details": {"cached_tokens": 8},
                "completion_tokens_details": {"reasoning_tokens": 0},
            },
            Usage(9, 4, 8, 0),
        ),
        ({"prompt_tokens": 9, "completion_tokens": 4, "prompt_cache_hit_tokens": 8}, Usage(9, 4, 8)),
        (
            {"prompt_tokens": 9, "completion_tokens": 4, "completion_tokens_details": {"reasoning_tokens": 200}},
            Usage(9, 204, None, 200),
        ),
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": "4",
                "prompt_tokens_details": None,
                "completion_tokens_details": [{"reasoning_tokens": -1}],
            },
            Usage(9, None),
        ),
        ({"prompt_tokens": None, "prompt_tokens_details": {"cached_tokens": 8}}, None),
    ],
)
def test_tokens_are_read_in_every_servers_words(said: dict[str, Any], usage: Usage | None) -> None:
    assert read({"choices": [], "usage": said}).usage == usage

"""Markdown that is drawn block by block, as it comes, shows what it would show in one piece."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support import scenarios
from tests.support.collections import COLLECTIONS
from tests.support.server import PROJECT

NODE = PROJECT / ".venv" / "bin" / "node"
DOCUMENTS = COLLECTIONS / "markdown"
LINES = (
    *("a", "b c", "", "", "", "  in", "   three", "    four", "\tfive", "# h", "---", "***", "|a|b|", "|-|-|"),
    *("- x", "-   y", "* z", "1. one", "2. two", "10) ten", "-", "1.", "  - sub", "     deep", "- - -", "- ```"),
    *("```", "```py", "~~~", "  ```", "   ```", "    ```", "`````", "``", "> q", "> - q", "> ```", "[a]: /b"),
    *("<div>", "</div>", "<pre>", "</pre>", "<!-- c", "-->", "  -->", "   <pre>", "<?x", "?>", "<b>x</b> y"),
    *("**粗体**和", "「引用」", "中文 `code`", "[^1]", "[^1]: note", "text]: x", "```js `x`", "甲\r\n乙"),
    *(
        "$$",
        "  $$",
        "    $$",
        "$$ x = 1",
        "y$$",
        "$$z$$",
        "> $$",
        "- $$",
        "\\[",
        "\\]",
        "\\[a = b",
        "\\]. So",
        "`$$`",
        "$5 $x$",
    ),
)


def misshown(documents: list[str], folder: Path) -> list[str]:
    script, given = Path(__file__).with_name("blocks.mjs"), folder / "documents.json"
    given.write_text(json.dumps(documents))
    done = subprocess.run([NODE, script, given], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in within for text in texts(item)]


@pytest.mark.usefixtures("server")  # has built the front end, with the packages that parse Markdown
class TestBlocks:
    def test_what_models_write(self, tmp_path: Path) -> None:
        assert misshown([scenarios.MARKDOWN, "".join(scenarios.markdown(500)), scenarios.words(50)], tmp_path) == []

    def test_a_line_below_a_formula(self, tmp_path: Path) -> None:
        below = ("---", "===", "|-|", "- a", "1. a", "> a", "    a", "[a]: /b", "$$ y")
        ends = ("$$\nx\n$$", "$$\nx\n$$ so", "\\[\nx\n\\]. So", "> $$\n> x\n> $$ so", "- $$\n  x\n  $$ so", "$$")
        assert misshown([f"{end}\n{line}\nb" for end in ends for line in below], tmp_path) == []

    def test_lines_of_all_kinds_in_any_order(self, tmp_path: Path) -> None:
        chosen = random.Random(3)
        soup = ["\n".join(chosen.choices(LINES, k=chosen.randint(2, 12))) for _ in range(3000)]
        assert misshown(soup, tmp_path) == []

    @pytest.mark.skipif(not DOCUMENTS.exists(), reason="the shared corpus is not here")
    def test_the_examples_of_commonmark_gfm_and_for_chinese(self, tmp_path: Path) -> None:
        names = ("commonmark-0.31.2-spec.json", "gfm-spec.json", "gfm-extensions.json", "cmark-gfm-regression.json")
        corpora = [DOCUMENTS / name for name in names] + sorted((DOCUMENTS / "cjk").glob("*.json"))
        found = [text for path in corpora for text in texts(json.loads(path.read_text(encoding="utf-8")))]
        assert len(found) > 5000
        assert misshown(found, tmp_path) == []

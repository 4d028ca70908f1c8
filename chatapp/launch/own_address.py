"""The page talks to the address it was loaded from.

Reflex bakes `http://localhost:<port>` into the front end, which breaks on another port and behind a proxy. This plugin
puts the page's own address in its place while Vite bundles, so compressed copies and the service of any host are
right too. Files stay files: the content policy takes no font out of a stylesheet. Under `reflex run`, where Vite serves
the page, it lets Vite pass the server's paths on.
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

VITE_CONFIG = "vite.config.js"
REFLEX_PATHS = ("/_event", "/_upload", "/_health", "/ping")

OWN_ADDRESS = r"""
// chatapp: the page's own address instead of the one it was compiled for
import { readFileSync } from "fs";
function ownAddress() {
  const baked = /"(http|ws)s?:\/\/localhost:\d+/g;
  const here = '(globalThis.location?.origin ?? "http://localhost")'; // no location while Node prerenders
  const own = { http: here, ws: here + '.replace(/^http/, "ws")' };
  return {
    name: "chatapp-own-address",
    enforce: "post",
    transform(code, id) {
      if (!id.split("?")[0].endsWith("/env.json")) return null;
      return { code: code.replace(baked, (_, scheme) => own[scheme] + '+"'), map: null };
    },
  };
}
const server = new URL(JSON.parse(readFileSync(new URL("./env.json", import.meta.url))).PING).origin;
const passOn = (paths) => Object.fromEntries(paths.map((path) => [path, { target: server, ws: true }]));
"""
DEFINE = "export default defineConfig("
PLUGINS = "  plugins: [\n"
BUILD = "  build: {\n"
SERVER = "  server: {\n"


class OwnAddress(rx.plugins.Plugin):
    """`paths` are the plain HTTP paths that our server answers."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = (*REFLEX_PATHS, *paths)

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](VITE_CONFIG, self.patch)

    def patch(self, config: str) -> str:
        """Raises ValueError when Vite's configuration no longer has the places we know."""
        added = {
            DEFINE: OWN_ADDRESS + DEFINE,
            PLUGINS: PLUGINS + "    ownAddress(),\n",
            BUILD: BUILD + "    assetsInlineLimit: 0,\n",
            SERVER: SERVER + f"    proxy: passOn({list(self.paths)!r}),\n",
        }
        for place, text in added.items():
            if config.count(place) != 1:
                raise ValueError(f"{place!r} should be once in {VITE_CONFIG}: Reflex has changed its template")
            config = config.replace(place, text)
        return config

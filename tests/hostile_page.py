"""
A page that tries to leave its window, in the window that Octavo shows pages in.

`python -m tests.hostile_page FOLDER` serves it and shows it, and prints one JSON
object a line: that it was asked for, what it has seen, what was opened outside.
With `unfenced` the fence cannot be put around it; with `qt` it is shown on Qt; with `twice` the
window is told to go twice at once.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

from notes.settings import Settings
from ui.browser import why_no_window
from ui.window import Window, surface_of

#: A link over the whole page for a hand to click, and what needs no hand.
PAGE = b"""<!doctype html><title>Hostile</title>
<a href="https://example.org/clicked" target="_blank" style="position:fixed;inset:0">link</a>
<script>
const attempts = [
  () => { location = "https://example.org/set"; },
  () => { location = "data:text/html,elsewhere"; },
  () => { location = "file:///etc/hostname"; },
  () => { window.open("https://example.org/opened"); },
  () => { document.querySelector("a").click(); },
  () => { download("data:text/plain,elsewhere"); },
  () => { download(URL.createObjectURL(new Blob(["made here"]))); },
  () => {
    const form = document.createElement("form");
    form.action = "https://example.org/form";
    document.body.append(form);
    form.submit();
  },
  () => {
    const refresh = document.createElement("meta");
    refresh.httpEquiv = "refresh";
    refresh.content = "0;url=https://example.org/refresh";
    document.head.append(refresh);
  },
];
function download(href) {
  Object.assign(document.createElement("a"), { href, download: "taken.txt" }).click();
}
document.addEventListener("octavo:farewell", ({ detail }) => detail.push(new Promise(() => {})));
const later = (ms) => new Promise((go) => setTimeout(go, ms));
(async () => {
  await later(300);
  for (const attempt of attempts) {
    try { attempt(); } catch { /* the next one */ }
    await later(100);
  }
  const bridge = window.webkit?.messageHandlers?.jsBridge;
  const seen = [typeof window.pywebview, typeof bridge, document.title, history.length];
  await fetch("/seen?what=" + encodeURIComponent(JSON.stringify(seen)));
})();
</script>"""


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/":
            tell(asked=True)
        if address.path == "/seen":
            tell(seen=json.loads(parse_qs(address.query)["what"][0]))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Nothing but what the page says goes out."""


class Told(Window):
    def open_outside(self, url: str) -> None:
        tell(outside=url)


class ToldTwice(Told):
    def _leave(self) -> None:
        super()._leave()
        super()._leave()


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201  (a program of its own)


def no_fence(*_: object, **__: object) -> None:
    raise LookupError("pywebview is not as it was")


def main(folder: Path, *how: str) -> None:
    gui = "qt" if "qt" in how else ""
    assert not why_no_window(gui)
    if "unfenced" in how:
        from ui.gtk import webkit

        webkit.put_fence = no_fence
    served = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{served.server_port}"
    session = SimpleNamespace(
        origin=origin, address=lambda _: f"{origin}/", cookie_name="octavo", cookie="secret"
    )
    serving = SimpleNamespace(session=session, start=lambda _: None)
    library = SimpleNamespace(folder=folder, settings=Settings(folder))
    shell = ToldTwice if "twice" in how else Told
    shell(library, surface_of(gui)).show(serving)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

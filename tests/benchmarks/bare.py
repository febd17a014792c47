"""
The floor of the window: one page in pywebview, with a field to write in.

    python -m tests.benchmarks.bare

Served over HTTP as Octavo's is, for WebKit starts its processes for the network then.
"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import webview

TITLE = "Bare"
#: It fills the page, so that it has the place where Octavo has its editor.
PAGE = b"""<!doctype html><title>Bare</title>
<textarea autofocus style="position: fixed; inset: 0; padding: 160px 560px; font-size: 16px">
</textarea>"""


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Nothing but what was heard."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    webview.create_window(TITLE, f"http://127.0.0.1:{server.server_port}/", width=1280, height=800)
    webview.start(gui="gtk", private_mode=True)

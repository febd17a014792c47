"""
The floor of the window: one page in pywebview, which tells when it has heard a key.

    python -m tests.benchmarks.bare        prints `heard` for each

Served over HTTP as Octavo's is, for WebKit starts its processes for the network then.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import webview

TITLE = "Bare"
PAGE = b"<title>Bare</title><textarea autofocus onkeydown=\"fetch('/heard')\"></textarea>"


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/heard":
            sys.stdout.write("heard\n")
            sys.stdout.flush()
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

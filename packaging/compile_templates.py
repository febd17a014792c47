"""Compile the templates, so that no start has to: see notes/web/compiled.py."""

from flask import Flask

from notes.paths import resource
from notes.web import compiled, context

app = Flask("octavo", root_path=str(resource("ui")), template_folder="templates")
context.register(app)
compiled.fill(app)

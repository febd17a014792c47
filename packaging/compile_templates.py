"""
Compile the templates, so that no start has to: see notes/web/compiled.py.

It runs in the project's folder and names them from there: what is compiled knows where its
source was, and the place of the machine that builds is nobody's business.
"""

from notes.web import compiled
from notes.web.app import Octavo

compiled.fill(Octavo("octavo", root_path="ui", template_folder="templates"))

"""
What of a page is left to whoever reads it.
"""

from typing import NamedTuple


class Manner(NamedTuple):
    #: The end of a line in a paragraph ends it on the page too.
    breaks: bool = False
    #: Quotes, dashes and ellipses as English has them in print.
    quotes: bool = False
    #: The properties of the front matter stand above the text.
    properties: bool = False
    #: A host is a link by any ending, as in many a Markdown app, README.md as well.
    hosts: bool = False


PLAIN = Manner()

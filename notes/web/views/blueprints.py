"""
Every blueprint of the page.
"""

from flask import Blueprint

from notes.web.views.activity import activity
from notes.web.views.backups import backups
from notes.web.views.checks import checks
from notes.web.views.crashes import crashes
from notes.web.views.diagrams import diagrams
from notes.web.views.drafts import drafts
from notes.web.views.drops import drops
from notes.web.views.history import past
from notes.web.views.lists import lists
from notes.web.views.merging import merging
from notes.web.views.notebooks import notebooks
from notes.web.views.notes import notes
from notes.web.views.recovery import recovery
from notes.web.views.references import references
from notes.web.views.replace import replace
from notes.web.views.searches import searches
from notes.web.views.settings import settings
from notes.web.views.transfer import transfer
from notes.web.views.updates import updates
from notes.web.views.window import window

BLUEPRINTS: tuple[Blueprint, ...] = (
    notes,
    merging,
    drafts,
    past,
    references,
    lists,
    searches,
    replace,
    activity,
    notebooks,
    settings,
    transfer,
    drops,
    backups,
    checks,
    updates,
    recovery,
    crashes,
    window,
    diagrams,
)

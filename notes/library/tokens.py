"""
Tokens: keys for programs.  The secret is shown once; only its hash is kept.
"""

import hashlib
import secrets
from datetime import datetime
from typing import NamedTuple

from notes.errors import N_, Invalid, Missing
from notes.moments import moment, now_ms
from notes.storage.database import database
from notes.storage.models import Token as TokenRow
from notes.text import checked_title

SCOPES = ("read", "write")

TAKEN = N_("There is a token of this name already.")
NO_NAME = N_("It needs a name.")
NO_SCOPE = N_("It must be “read” or “write”.")


class Token(NamedTuple):
    """`secret` is known only when the token was just made."""

    name: str
    scope: str
    created: datetime
    secret: str = ""

    @property
    def may_write(self) -> bool:
        return self.scope == "write"


def create(name: str, scope: str = "read") -> Token:
    name = checked_title(name, "name")
    if not name:
        raise Invalid("name", NO_NAME)
    if scope not in SCOPES:
        raise Invalid("scope", NO_SCOPE)
    secret = f"octavo_{secrets.token_urlsafe(32)}"
    with database.writing():
        if TokenRow.select().where(TokenRow.name == name).exists():
            raise Invalid("name", TAKEN)
        row = TokenRow.create(name=name, sha256=_hash(secret), scope=scope, created=now_ms())
    return Token(name, scope, moment(row.created), secret)


def check(secret: str) -> Token | None:
    """The token of this secret.  Comparing hashes tells nothing of how near a guess was."""
    # Plain SQL, because every request of a program begins here.
    query = "SELECT name, scope, created FROM token WHERE sha256 = ?"
    row = database.execute_sql(query, (_hash(secret),)).fetchone()
    return Token(row[0], row[1], moment(row[2])) if row else None


def listed() -> list[Token]:
    rows = TokenRow.select().order_by(TokenRow.created, TokenRow.id)
    return [Token(row.name, row.scope, moment(row.created)) for row in rows]


def revoke(name: str) -> None:
    with database.writing():
        if not TokenRow.delete().where(TokenRow.name == name).execute():
            raise Missing("token", name)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

"""
The files that rendered pages are kept in, and what may be in them.

Left to itself cachelib pickles, and whoever reads a pickle runs it.  Here a file
holds JSON: a page, or the number of pages.  A folder in which nothing can be made
keeps nothing, and pages are rendered each time.
"""

import json
from pathlib import Path
from typing import IO, Any

from cachelib.serializers import BaseSerializer
from flask import current_app
from flask_caching import Cache

#: Rendered notes that are kept.
KEPT = 5_000


class Plain(BaseSerializer):
    """Values as JSON; what is none counts as absent."""

    def dump(self, value: Any, f: IO[bytes], protocol: int = 0) -> None:
        del protocol
        f.write(json.dumps(value, ensure_ascii=False).encode())

    def load(self, f: IO[bytes]) -> Any:
        try:
            return json.loads(f.read())
        except (ValueError, RecursionError):
            return None


def cache_in(folder: Path) -> Cache:
    """The cache of this app, its files in `folder`, which is made private."""
    config: dict[str, Any] = {
        "CACHE_TYPE": "FileSystemCache",
        "CACHE_DIR": str(folder),
        "CACHE_THRESHOLD": KEPT,
        "CACHE_DEFAULT_TIMEOUT": 0,
        "CACHE_OPTIONS": {"mode": 0o600},
        "CACHE_SERIALIZER": Plain,
    }
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        config = {"CACHE_TYPE": "NullCache", "CACHE_NO_NULL_WARNING": True}
    return Cache(current_app, with_jinja2_ext=False, config=config)

"""The built program, as new as the sources; modules take these with `pytest_plugins`."""

from pathlib import Path

import pytest

from tests.conftest import required

ROOT = Path(__file__).parent.parent
BUILT = ROOT / "dist" / "octavo"


@pytest.fixture(scope="module")
def executable() -> Path:
    required(BUILT.exists(), "the executable (make exe)")
    sources = [ROOT / "main.py", *ROOT.glob("notes/**/*.py"), *ROOT.glob("ui/*.py")]
    newest = max(path.stat().st_mtime for path in sources)
    required(BUILT.stat().st_mtime >= newest, "an executable that is as new as the sources")
    return BUILT

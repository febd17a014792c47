"""
What is inside the executable, all of it: whatever is new in it is a decision.

A name that is missing here came with a library or an import; either it earns its place and is
written down, or packaging/octavo.spec leaves it out.
"""

import io
import re
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PyInstaller.archive.readers import CArchiveReader

from notes.packed import KIND, NEEDED, USUAL, module_of
from notes.version import VERSION

pytest_plugins = "tests.built_fixtures"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is built for Linux so far")

#: Ours, and what docs/dependencies.md tells of.
PACKAGES = """
    notes ui
    babel blinker bottle cachelib click filelock flask flask_babel flask_caching gi itsdangerous
    jinja2 markdown markupsafe math_core nh3 peewee platformdirs playhouse proxy_tools pygments
    pymdownx pytz rapidfuzz regex sqlcipher3 typing_extensions waitress webview werkzeug yaml
"""

#: Of the standard library, what something above imports.
STANDARD = """
__future__ _compat_pickle _compression _markupbase _py_abc _strptime _threading_local argparse
    ast asyncio base64 bisect bz2 calendar concurrent configparser contextlib contextvars copy csv
    ctypes dataclasses datetime decimal difflib dis email fnmatch fractions getopt getpass gettext
    glob gzip hashlib hmac html http imp importlib inspect ipaddress json logging lzma mimetypes
    nturl2path numbers opcode optparse pathlib pickle pkgutil platform pprint py_compile queue
    quopri random secrets selectors shlex shutil signal socket socketserver sqlite3 ssl statistics
    string stringprep subprocess sysconfig tarfile tempfile textwrap threading token tokenize
    tracemalloc tty typing urllib uuid webbrowser wsgiref xml zipfile zipimport zoneinfo
"""

#: What an interpreter begins with.
BASE = """
    _collections_abc _weakrefset abc codecs collections copyreg encodings enum functools
    genericpath heapq io keyword linecache locale ntpath operator os posixpath re reprlib
    sre_compile sre_constants sre_parse stat traceback types warnings weakref
"""

#: Shared libraries that lie beside the program; GTK, WebKit and the C library are the system's.
LIBRARIES = "libcrypto libexpat libffi libgirepository-1.0 libpython3.11 libsqlite3 libssl libuuid"

#: Packages that are compiled.
COMPILED = "gi markupsafe math_core nh3 rapidfuzz regex sqlcipher3 yaml"

#: Files that are read while it runs.
DATA = """
    LICENSES.txt babel/global.dat babel/locale-data base_library.zip gi_typelibs notes/storage
    ui/compiled ui/static ui/templates ui/translations ui/welcome webview/js pywebview
"""
TRANSLATION = "ui/translations/zh_Hans/LC_MESSAGES/messages.mo"
#: What each start unpacks of the one file, and how much that is at most; all else waits until it
#: is asked for (`notes.packed`).
AT_ONCE = """
    base_library.zip babel/global.dat babel/locale-data libexpat libffi libpython3.11 libuuid
    lib-dynload/_bz2 lib-dynload/_codecs_cn lib-dynload/_codecs_hk lib-dynload/_codecs_iso2022
    lib-dynload/_codecs_jp lib-dynload/_codecs_kr lib-dynload/_codecs_tw lib-dynload/_ctypes
    lib-dynload/_lzma lib-dynload/_multibytecodec lib-dynload/_struct lib-dynload/fcntl
    lib-dynload/zlib pywebview webview/js
"""
AT_ONCE_MB = 10
#: By what PyInstaller marks a file that it unpacks, and one that it does not.
UNPACKED, PACKED = "bx", KIND.decode()
LIBRARY = re.compile(r"\.so(\.|$)")
#: What is called so and tries nothing out: words of templates, a client that Flask is made with.
NO_SUITES = "jinja2.tests werkzeug.test"


class Inside:
    """The table of contents of a one-file program."""

    def __init__(self, program: Path) -> None:
        self._archive = CArchiveReader(str(program))
        self._kinds = {name: entry[-1] for name, entry in self._archive.toc.items()}

    def modules(self) -> list[str]:
        return list(self._archive.open_embedded_archive("PYZ.pyz").toc)

    def libraries(self) -> list[str]:
        """Shared ones, and compiled modules."""
        return [name for name in self._files() if LIBRARY.search(name)]

    def files(self) -> list[str]:
        """Those that are no code."""
        return [name for name in self._files() if not LIBRARY.search(name)]

    def unpacked(self) -> dict[str, int]:
        """What each start unpacks, with its bytes."""
        toc = self._archive.toc
        return {name: toc[name][2] for name in self._files() if self._kinds[name] in UNPACKED}

    def _files(self) -> list[str]:
        return [name for name, its in self._kinds.items() if its in (*UNPACKED, PACKED)]

    def read(self, name: str) -> Any:
        return self._archive.extract(name)


def named(words: str) -> set[str]:
    return set(words.split())


def tops(names: Iterable[str], depth: int = 1, mark: str = "/") -> set[str]:
    return {mark.join(name.split(mark)[:depth]) for name in names}


def unnumbered(names: Iterable[str]) -> set[str]:
    return {re.sub(r"^(pywebview)-[\d.]+\.dist-info/METADATA", r"\1", name) for name in names}


@pytest.fixture(scope="module")
def inside(executable: Path) -> Inside:
    return Inside(executable)


@pytest.fixture(scope="module")
def notices(inside: Inside) -> str:
    text: str = inside.read("LICENSES.txt").decode()
    return text


def test_its_packages_are_those_that_earn_their_place(inside: Inside) -> None:
    found = tops(inside.modules(), mark=".") - sys.stdlib_module_names
    assert {name for name in found if not name.startswith("_sysconfigdata")} == named(PACKAGES)


def test_of_the_standard_library_it_has_what_something_imports(inside: Inside) -> None:
    found = tops(inside.modules(), mark=".") & sys.stdlib_module_names
    assert found - named(STANDARD) == set()


def test_no_suite_of_tests_is_inside(inside: Inside) -> None:
    names = [*inside.modules(), *inside.files()]
    found = {name for name in names if re.search(r"(^|[./])(tests?|conftest)([./]|$)", name)}
    assert found == named(NO_SUITES)


def test_the_interpreter_begins_with_what_every_interpreter_does(inside: Inside) -> None:
    names = ZipFile(io.BytesIO(inside.read("base_library.zip"))).namelist()
    assert {name.removesuffix(".pyc") for name in tops(names)} - named(BASE) == set()


def test_its_libraries_are_those_that_the_system_may_lack(inside: Inside) -> None:
    names = [name for name in inside.libraries() if "/" not in name]
    assert {name.partition(".so")[0] for name in names} == named(LIBRARIES)


def test_its_compiled_packages_are_known(inside: Inside) -> None:
    names = [name for name in inside.libraries() if "/" in name and "lib-dynload" not in name]
    assert tops(names) == named(COMPILED)


def test_its_files_are_those_that_are_read(inside: Inside) -> None:
    names = inside.files()
    found = {re.sub(r"^gi_typelibs/.*", "gi_typelibs", name) for name in tops(names, depth=2)}
    assert unnumbered(found) == named(DATA)
    assert [name for name in names if name.startswith("ui/translations/")] == [TRANSLATION]


def test_a_start_unpacks_little(inside: Inside) -> None:
    assert sum(inside.unpacked().values()) < AT_ONCE_MB * 1_000_000


def test_a_start_unpacks_what_python_starts_with(inside: Inside) -> None:
    names = {name.removeprefix("python3.11/").partition(".so")[0] for name in inside.unpacked()}
    found = {name.partition(".cpython")[0] for name in names}
    assert unnumbered(tops(found, depth=2)) == named(AT_ONCE)


def test_libraries_that_wait_have_a_module_that_asks_for_them(inside: Inside) -> None:
    waiting = {name for name in inside.libraries() if "/" not in name} - inside.unpacked().keys()
    assert waiting == {*chain(*NEEDED.values(), *USUAL.values())}


def test_each_compiled_module_that_waits_is_found_by_the_name_that_imports_it(
    inside: Inside,
) -> None:
    waiting = set(inside.libraries()) - inside.unpacked().keys()
    for name in waiting - {*chain(*NEEDED.values(), *USUAL.values())}:
        found = find_spec(module_of(name) or "")
        assert found, name
        assert Path(found.origin or "").name == Path(name).name


def test_it_says_whose_work_is_inside(notices: str) -> None:
    assert notices.startswith(f"Octavo {VERSION} ")
    told = notices.lower().replace("-", "_")
    #: Those whose package is called otherwise.
    called = {"gi": "pygobject", "playhouse": "peewee", "webview": "pywebview", "yaml": "pyyaml",
              "pymdownx": "pymdown_extensions"}  # fmt: skip
    for name in named(PACKAGES) - {"notes", "ui"}:
        assert re.search(rf"^{called.get(name, name)} \d", told, re.MULTILINE), name


@pytest.mark.parametrize("library", sorted(named(LIBRARIES) - {"libpython3.11"}))
def test_it_says_whose_each_library_is(library: str, notices: str) -> None:
    assert re.search(rf"^{re.escape(library)}\.so\S*, of Debian's ", notices, re.MULTILINE)


def test_it_says_once_whose_python_is(notices: str) -> None:
    assert notices.count("\nPython\n") == 1
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in notices


def test_the_descriptions_of_other_libraries_have_their_licence_too(notices: str) -> None:
    assert "gi_typelibs" in notices

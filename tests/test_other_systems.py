"""What is told to Windows and macOS, as far as that can be tried elsewhere."""

import plistlib
import re
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import contents
import licences
import macos
import windows
from notes.paths import MARKDOWN
from notes.version import VERSION
from tests.conftest import required

PACKAGING = Path(__file__).parent.parent / "packaging"
ENTRY = (PACKAGING / "linux" / "octavo.desktop").read_text("utf-8")
METADATA = (PACKAGING / "linux" / "metainfo.xml").read_text("utf-8")
DROPS = (PACKAGING.parent / "ui" / "scripts" / "elements" / "file-drop.js").read_text("utf-8")
INSTALLER = (PACKAGING / "windows" / "octavo.iss").read_text("utf-8")


def read(version: str, program: str = "octavo") -> Any:
    """As PyInstaller reads it, which evaluates it with classes of these names."""

    def made(*given: Any, **named: Any) -> SimpleNamespace:
        return SimpleNamespace(given=given, **named)

    kinds = ("FixedFileInfo", "StringFileInfo", "StringTable", "VSVersionInfo", "VarFileInfo")
    words = dict.fromkeys((*kinds, "VarStruct"), made)
    said = windows.version_info(version, program)
    return eval(said, {**words, "StringStruct": lambda name, value: (name, value)})  # noqa: S307


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("0.1.0", (0, 1, 0, 0)),
        ("2.10", (2, 10, 0, 0)),
        ("1.2.3rc1", (1, 2, 3, 0)),
        ("1.2.3.4.5", (1, 2, 3, 4)),
    ],
)
def test_windows_compares_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    info = read(version)
    assert (info.ffi.filevers, info.ffi.prodvers) == (numbers, numbers)


def test_windows_is_told_the_version_in_words_too() -> None:
    strings = dict(read("1.2.3rc1", "octavow").kids[0].given[0][0].given[1])
    assert strings["ProductVersion"] == strings["FileVersion"] == "1.2.3rc1"
    assert strings["OriginalFilename"] == "octavow.exe"


@pytest.mark.parametrize(("version", "is_before"), [("1.2.3", False), ("1.2.3rc1", True)])
def test_what_comes_before_a_release_says_so(version: str, is_before: bool) -> None:
    assert bool(read(version).ffi.flags & windows.PRERELEASE) is is_before


def test_one_program_of_windows_has_a_console_and_the_other_a_window_alone() -> None:
    assert windows.PROGRAMS == {"octavo": True, "octavow": False}


def test_the_installer_asks_for_no_administrator_and_leaves_libraries_alone() -> None:
    assert "PrivilegesRequired=lowest" in INSTALLER
    assert not re.search(r"^\[UninstallDelete\]", INSTALLER, re.MULTILINE)
    assert not re.search(r"^Root: (?!HKA)", INSTALLER, re.MULTILINE)


def test_the_installer_speaks_chinese_where_inno_setup_does() -> None:
    languages = INSTALLER.partition("[Languages]\n")[2].partition("\n[")[0]
    assert 'Name: en; MessagesFile: "compiler:Default.isl"' in languages
    asked, named = re.findall(r'"(?:compiler:)?(Languages\\\w+\.isl)"', languages)
    assert asked == named


def test_what_the_installer_registers_it_takes_away_again() -> None:
    keys = re.findall(
        r'Subkey: "(Software\\Classes\\[^"\\]+)".*?(uninsdeletekey)?$', INSTALLER, re.M
    )
    assert {key for key, flag in keys if flag} == {key for key, _ in keys}


@pytest.mark.parametrize("start", [r"\.md\\OpenWithProgids", r"octavo\\shell\\open\\command"])
def test_windows_opens_notes_and_their_addresses_in_the_window(start: str) -> None:
    assert re.search(rf'Subkey: "Software\\Classes\\{start}"', INSTALLER)
    commands = re.findall(r'open\\command".*ValueData: "(.*)"$', INSTALLER, re.MULTILINE)
    assert set(commands) == {r'""{app}\octavow.exe"" ""%1""'}


@pytest.mark.parametrize("named", re.findall(r"=(\.\.\\\S+)$", INSTALLER, re.MULTILINE))
def test_the_files_that_the_installer_names_are_there(named: str) -> None:
    file = PACKAGING / "windows" / named.replace("\\", "/")
    assert file.exists() or file.name == "dist"


def test_macos_is_told_what_octavo_is_and_opens() -> None:
    told = plistlib.loads(plistlib.dumps(macos.info_plist(VERSION)))
    assert (told["CFBundleIdentifier"], told["CFBundleVersion"]) == (macos.IDENTIFIER, VERSION)
    assert told["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["octavo"]
    assert told["NSHighResolutionCapable"]
    assert not told["NSRequiresAquaSystemAppearance"]


def of_macos() -> set[str]:
    told = macos.info_plist(VERSION)
    [documents], [declared] = told["CFBundleDocumentTypes"], told["UTImportedTypeDeclarations"]
    assert documents["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    return {*documents["CFBundleTypeExtensions"]} | {
        *declared["UTTypeTagSpecification"]["public.filename-extension"]
    }


def of_windows() -> set[str]:
    return set(re.findall(r"\\\.(\w+)\\OpenWithProgids", INSTALLER))


def of_a_browser() -> set[str]:
    return set(re.findall(r"\.(\w+)", re.findall(r'accept: "(.*?)"', DROPS)[0]))


def of_what_a_browser_drops() -> set[str]:
    return set(re.findall(r"MARKDOWN = /.*?\((.*?)\)", DROPS)[0].split("|"))


@pytest.mark.parametrize("told", [of_macos, of_windows, of_a_browser, of_what_a_browser_drops])
def test_what_is_said_to_open_here_is_what_opens(told: Callable[[], set[str]]) -> None:
    assert {f".{extension}" for extension in told()} == {*MARKDOWN}


def test_linux_is_told_of_a_kind_of_files_that_all_open() -> None:
    kinds = re.findall(r"^MimeType=(.*)", ENTRY, re.MULTILINE)[0].strip(";").split(";")
    assert {*kinds} == {"text/markdown", "x-scheme-handler/octavo"}
    assert {*kinds} == {*re.findall("<mediatype>(.*)</mediatype>", METADATA)}
    known = Path("/usr/share/mime/globs2")
    required(known.exists(), "shared-mime-info")
    ends = re.findall(r"^\d+:text/markdown:\*(\S+)$", known.read_text("utf-8"), re.MULTILINE)
    assert ends
    assert {*ends} <= {*MARKDOWN}


def test_octavo_is_called_the_same_on_linux_and_macos() -> None:
    assert (PACKAGING / "linux" / "metainfo.xml").read_text("utf-8").count(macos.IDENTIFIER) > 0


def test_macos_is_asked_for_one_right_alone() -> None:
    asked = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert asked == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


@pytest.mark.parametrize("mark", ["/", "\\"])
@pytest.mark.parametrize(
    ("name", "travels"),
    [
        ("ui/static/built/LICENSES.txt", True),
        ("ui/compiled/.done", False),
        ("ui/translations/babel.cfg", False),
        ("ui/translations/zh_Hans/LC_MESSAGES/messages.po", False),
        ("ui/translations/zh_Hans/LC_MESSAGES/messages.mo", True),
        ("ui/compiled/__pycache__/a.pyc", False),
        ("babel/locale-data/zh_Hans.dat", True),
        ("babel/locale-data/fr.dat", False),
        ("pytz/zoneinfo/Europe/Paris", False),
        ("share/icons/a.png", False),
        ("webview/lib/Microsoft.Web.WebView2.Core.dll", True),
        ("some-1.0.dist-info/METADATA", False),
        ("pywebview-6.0.dist-info/METADATA", True),
        ("pywebview-6.0.dist-info/RECORD", False),
        ("some/README.md", False),
    ],
)
def test_the_same_files_travel_on_every_system(name: str, travels: bool, mark: str) -> None:
    assert contents.travels(name.replace("/", mark)) is travels


def installed(scheme: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python, in this folder, as a system lays it out."""
    library = sysconfig.get_path("stdlib", scheme, {"installed_base": str(folder)})
    monkeypatch.setattr(sysconfig, "get_path", {"stdlib": library}.__getitem__)
    monkeypatch.setattr(sys, "base_prefix", str(folder))
    monkeypatch.setattr(licences, "OF_PACKAGED_PYTHON", folder / "doc" / "copyright")


@pytest.mark.parametrize(
    ("scheme", "kept"),
    [
        ("nt", "LICENSE.txt"),
        ("posix_prefix", f"lib/python{sysconfig.get_python_version()}/LICENSE.txt"),
        ("posix_prefix", "doc/copyright"),
    ],
)
def test_the_licence_of_python_is_found_where_each_system_keeps_it(
    scheme: str, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(scheme, tmp_path, monkeypatch)
    file = tmp_path / kept
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes("© Python".encode("latin-1"))
    assert licences.of_python().endswith("Python")


@pytest.mark.parametrize("scheme", ["nt", "posix_prefix"])
def test_nothing_is_built_of_a_python_without_its_licence(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(scheme, tmp_path, monkeypatch)
    with pytest.raises(FileNotFoundError, match="copyright"):
        licences.of_python()

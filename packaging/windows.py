"""
What a build for Windows has of its own: two programs, and what they say of themselves.

A program of Windows either belongs to a console or has no standard output at all.  So there
are two, as Python has python and pythonw: `octavo.exe` for the command line, and `octavow.exe`,
which the menu and "Open with" start, for the window.  They share all that lies beside them.
"""

import re

PUBLISHER = "The Octavo developers"
DESCRIPTION = "Octavo, a local Markdown notebook"
#: The programs, and whether each has a console.
PROGRAMS = {"octavo": True, "octavow": False}

#: What PyInstaller reads (--version-file); 0409 04B0 is English in Unicode.
VERSION_INFO = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags={flags},
                    OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
{strings}
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
  ],
)
"""
PRERELEASE = 0x2


def version_info(version: str, program: str) -> str:
    """The version resource of one of the programs."""
    strings = {
        "CompanyName": PUBLISHER,
        "FileDescription": DESCRIPTION,
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": f"{PUBLISHER}, MIT License",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "Octavo",
        "ProductVersion": version,
    }
    rows = [f"      StringStruct({name!r}, {words!r})," for name, words in strings.items()]
    flags = 0 if re.fullmatch(r"\d+(\.\d+)*", version) else PRERELEASE
    return VERSION_INFO.format(numbers=numbers(version), flags=flags, strings="\n".join(rows))


def numbers(version: str) -> tuple[int, int, int, int]:
    """The four that Windows compares; what stands behind them is said in words alone."""
    plain = re.match(r"\d+(\.\d+)*", version)
    found = [int(part) for part in plain[0].split(".")] if plain else []
    first, second, third, fourth = (*found, 0, 0, 0, 0)[:4]
    return first, second, third, fourth

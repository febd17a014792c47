"""
What a build for macOS has of its own: what Octavo.app says of itself to the system.

Notes arrive as files and as addresses in events, which PyInstaller's argv_emulation makes arguments
of before anything of ours runs.
"""

from typing import Any

from notes.paths import MARKDOWN as ENDINGS

IDENTIFIER = "app.octavo.octavo"
NAME = "Octavo"
SCHEME = "octavo"
MARKDOWN = "net.daringfireball.markdown"
EXTENSIONS = [ending.removeprefix(".") for ending in ENDINGS]
#: The oldest that the wheels of our requirements are built for.
OLDEST = "11.0"


def info_plist(version: str) -> dict[str, Any]:
    return {
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "zh-Hans"],
        "CFBundleDocumentTypes": [_documents()],
        "CFBundleURLTypes": [
            {"CFBundleURLName": IDENTIFIER, "CFBundleURLSchemes": [SCHEME]},
        ],
        "UTImportedTypeDeclarations": [_markdown()],
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": OLDEST,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,  # dark follows the system
        # The window shows a page of our own server on 127.0.0.1.
        "NSAppTransportSecurity": {"NSAllowsLocalNetworking": True},
    }


def _documents() -> dict[str, Any]:
    """It opens them, and wants nobody's default to be changed for it."""
    return {
        "CFBundleTypeName": "Markdown",
        "CFBundleTypeRole": "Editor",
        "CFBundleTypeExtensions": EXTENSIONS,
        "LSItemContentTypes": [MARKDOWN],
        "LSHandlerRank": "Alternate",
    }


def _markdown() -> dict[str, Any]:
    """For systems on which nothing else has said what it is."""
    return {
        "UTTypeIdentifier": MARKDOWN,
        "UTTypeDescription": "Markdown",
        "UTTypeConformsTo": ["public.plain-text"],
        "UTTypeTagSpecification": {
            "public.filename-extension": EXTENSIONS,
            "public.mime-type": "text/markdown",
        },
    }

"""
The last step of rendering: what is not listed here does not reach a page.

    tags, attributes   the lists below; no data-*, svg, math, style, iframe, form
    classes            those that our own pipeline makes
    ids                each gets the prefix ``note-``, so that none is the page's own;
                       ``#fragments`` get it too and still find their heading
    links              http, https, mailto, relative; rel="noopener noreferrer"
    images             from this server or as raster ``data:``.  An image from
                       elsewhere becomes a link, so that nothing is fetched
                       before somebody asks for it
    inputs             a checkbox that cannot be clicked, nothing else

Tags that would swallow the text after them (``<title>`` in a sentence) are
shown as text, as GitHub shows them.  nh3 parses as a browser does and writes a
canonical form: in it every ``<`` starts a tag and every value is in double
quotes, which is what makes reading it with a regular expression sound.  nh3
still has the last word over what comes of that.
"""

import re
from html import escape, unescape

import nh3

from notes.rendering.callouts import KINDS
from notes.rendering.code import LANGUAGE_CLASSES, SPAN_CLASSES

ID_PREFIX = "note-"

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAMES = """
    p br hr div span section aside figure figcaption details summary blockquote pre center
    ul ol li dl dt dd table caption thead tbody tfoot tr th td input a img
    em strong b i u s del ins mark small sub sup code kbd samp var q cite dfn abbr
    ruby rt rp bdi bdo wbr
"""
_TAGS = {*_HEADINGS, *_NAMES.split()}
_ALIGNED = ("p", "div", "th", "td", *_HEADINGS)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"title", "lang", "dir"},
    "a": {"href", "id"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "li": {"id", "value"},
    "sup": {"id"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "details": {"open"},
    "input": {"checked"},
}
for _heading in _HEADINGS:
    _ATTRIBUTES[_heading] = {"id"}

_CLASSES: dict[str, set[str]] = {
    "figure": {"code", "numbered"},
    "code": {"highlight", *LANGUAGE_CLASSES},
    "span": {"code-title", "code-language", "footnote-number", *SPAN_CLASSES},
    "div": {"line-numbers"},
    "pre": {"plain"},
    "aside": {"callout", *KINDS},
    "details": {"callout", *KINDS},
    "p": {"callout-title"},
    "summary": {"callout-title"},
    "ul": {"tasks"},
    "ol": {"tasks"},
    "li": {"task"},
    "section": {"footnotes"},
    "a": {"remote-image", "footnote-ref", "footnote-back"},
}
_SWALLOWING = re.compile(
    r"<(?=/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext|template|noscript)"
    r"(?:[\s/>]|$))",
    re.I,
)
_TAG = re.compile(r"<(/?[a-z][a-z0-9-]*)((?: [^\s=<>]+=\"[^\"]*\")*)>")
_PAIR = re.compile(r" ([^\s=<>]+)=\"([^\"]*)\"")
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif|bmp);base64,[A-Za-z0-9+/=\s]*", re.I)
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ELSEWHERE = re.compile(r"[/\\]{2,}")
_IGNORED_INSIDE = str.maketrans("", "", "\t\n\r")
_IGNORED_AROUND = "".join(map(chr, range(0x21)))


def clean(html: str) -> str:
    """HTML that may be put into a page of ours."""
    safe = _ANY.clean(_SWALLOWING.sub("&lt;", html))
    if "<img" not in safe:
        return safe
    return _LOCAL_IMAGES.clean(_TAG.sub(_remote_image_as_link, safe))


def is_local(address: str) -> bool:
    """Whether a browser that shows this image asks nobody but this server for it."""
    address = _as_browsers_read(address)
    if _RASTER.fullmatch(address):
        return True
    return not _HAS_SCHEME.match(address) and not _ELSEWHERE.match(address)


def _as_browsers_read(address: str) -> str:
    return address.translate(_IGNORED_INSIDE).strip(_IGNORED_AROUND)


def _relative(address: str) -> str:
    """Fragments get the prefix of ids; what only looks relative (``//host``) says its scheme."""
    address = _as_browsers_read(address)
    if address.startswith("#"):
        return "#" + ID_PREFIX + address[1:].removeprefix(ID_PREFIX)
    return _ELSEWHERE.sub("https://", address, count=1) if _ELSEWHERE.match(address) else address


def _remote_image_as_link(tag: re.Match[str]) -> str:
    if tag[1] != "img":
        return tag[0]
    values = {name: unescape(value) for name, value in _PAIR.findall(tag[2])}
    address = values.get("src", "")
    if is_local(address):
        return tag[0]
    words = values.get("alt") or values.get("title") or address
    return f'<a class="remote-image" href="{escape(address)}">{escape(words)}</a>'


def _no_data_in_links(_tag: str, name: str, value: str) -> str | None:
    is_data = name == "href" and _as_browsers_read(value).lower().startswith("data:")
    return None if is_data else value


def _nothing_from_elsewhere(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and not is_local(value):
        return None
    return _no_data_in_links(tag, name, value)


def _cleaner(attribute_filter: object) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=set(),
        attributes=_ATTRIBUTES,
        attribute_filter=attribute_filter,  # type: ignore[arg-type]
        tag_attribute_values={tag: {"align": {"left", "center", "right"}} for tag in _ALIGNED}
        | {"div": {"aria-hidden": {"true"}, "align": {"left", "center", "right"}}},
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "data"},
        url_relative=_relative,
        id_prefix=ID_PREFIX,
    )


_ANY = _cleaner(_no_data_in_links)
_LOCAL_IMAGES = _cleaner(_nothing_from_elsewhere)

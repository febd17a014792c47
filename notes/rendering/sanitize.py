"""
The last step of rendering: what is not listed here does not reach a page.

    tags, attributes   the lists below; no data-*, svg, math, style, iframe, form
    classes            those that our own pipeline makes
    ids                each gets the prefix ``in-note-``, so that none is the page's own;
                       whoever follows ``#words`` looks for ``in-note-words``
    links              http, https, mailto, ftp, relative; rel="noopener noreferrer"
    images             from this server or as raster ``data:``.  An image from
                       elsewhere becomes a link with the class ``remote-image``, so
                       that nothing is fetched before somebody asks for it
    inputs             a checkbox that cannot be clicked, nothing else

Tags that would swallow the text after them (``<title>`` in a sentence) are
shown as text, as GitHub shows them.  nh3 parses as a browser does and writes a
canonical form: in it every ``<`` starts a tag and every value is in double
quotes, which is what makes reading it with a regular expression sound.  nh3
still has the last word over what comes of that.

What a parser of HTML takes in each other by the thousand would cost it time by the square, out
of reach of any clock; it is refused (`TooDeep`), and a browser would not show it either.

Formulas become MathML only behind this, and pass lists of their own (`clean_mathml`), in
which there is nothing that could run, fetch or lead away.
"""

import re
from collections.abc import Callable
from html import escape, unescape

import nh3

from notes.rendering import contents, formulas, properties, wikilinks
from notes.rendering.callouts import KINDS
from notes.rendering.code import DIGITS, LANGUAGE_CLASSES, SPAN_CLASSES

ID_PREFIX = "in-note-"
#: Elements of one name in each other.
DEPTH_LIMIT = 1_000

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
    "figure": {"code", "numbered", *DIGITS},
    "code": {"highlight", *LANGUAGE_CLASSES},
    "span": {
        "code-title",
        "code-language",
        "footnote-number",
        properties.TAG,
        formulas.CLASS,
        formulas.DISPLAYED,
        *SPAN_CLASSES,
    },
    "div": {formulas.DISPLAYED},
    "pre": {"plain"},
    "aside": {"callout", *KINDS},
    "details": {"callout", *KINDS},
    "dl": {properties.CLASS},
    "p": {"callout-title"},
    "summary": {"callout-title"},
    "ul": {"tasks", contents.CLASS},
    "ol": {"tasks"},
    "li": {"task"},
    "section": {"footnotes"},
    "a": {"remote-image", "footnote-ref", "footnote-back", wikilinks.LINK, wikilinks.EMBED},
}
_MATHML = """
    math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover
    mmultiscripts mprescripts mtable mtr mtd mphantom mpadded merror
"""
_MATHML_ATTRIBUTES = """
    accent accentunder depth display displaystyle form height linethickness lspace mathcolor
    mathvariant maxsize minsize movablelimits rspace scriptlevel stretchy symmetric
    voffset width
"""
_MATHML_CLASSES = """
    math-left math-right math-joined-left math-joined-right math-line-right math-dashed-right
    math-line-above math-dashed-above math-wide math-half math-rim
    math-box math-struck-up math-struck-down math-angle math-phase
"""
MATHML = frozenset(_MATHML.split())
#: All of them, none of which the page around a note may use for something else.
CLASSES = frozenset(_MATHML_CLASSES.split()).union(*_CLASSES.values())
_SWALLOWING = re.compile(
    r"<(?=/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext|template|noscript)"
    r"(?:[\s/>]|$))",
    re.I,
)
#: Tags of what does not end by itself.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|d[dt]|t[dhr]|r[pt]|option|[bh]r|wbr|img|input)\b)([a-z][a-z0-9-]*)", re.I
)
#: How places to link to were written before there were ids.
_NAMED = re.compile(r"<a name=", re.I)
_TAG = re.compile(r"<(/?[a-z][a-z0-9-]*)((?: [^\s=<>]+=\"[^\"]*\")*)>")
_PAIR = re.compile(r" ([^\s=<>]+)=\"([^\"]*)\"")
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif|bmp);base64,[A-Za-z0-9+/=\s]*", re.I)
_FETCHED = re.compile(r"https?:|[/\\]{2}", re.I)
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_Filter = Callable[[str, str, str], str | None]

_ELSEWHERE = re.compile(r"[/\\]{2,}")
_IGNORED_INSIDE = str.maketrans("", "", "\t\n\r")
_IGNORED_AROUND = "".join(map(chr, range(0x21)))


class TooDeep(RecursionError):
    pass


def clean(html: str, *, remote_images: bool = False) -> str:
    """HTML that may be put into a page; with images from elsewhere if they were asked for."""
    if html.count("<") > DEPTH_LIMIT and _is_too_deep(html):
        raise TooDeep
    html = _NAMED.sub("<a id=", _SWALLOWING.sub("&lt;", html))
    safe = (_WITH_DATA if "data:" in html else _PLAIN).clean(html)
    if "<img" not in safe:
        return safe
    if remote_images:
        return _TAG.sub(_nothing_but_images, safe)
    held = _TAG.sub(_remote_image_as_link, safe)
    return _LOCAL_IMAGES.clean(held) if held != safe else safe


def _is_too_deep(html: str) -> bool:
    depths: dict[str, int] = {}
    for end, name in _NESTING.findall(html):
        depths[name] = depth = max(0, depths.get(name, 0) + (-1 if end else 1))
        if depth > DEPTH_LIMIT:
            return True
    return False


def clean_mathml(math: str) -> str:
    """What may be put into a page of the MathML that a formula became."""
    return _FORMULA.clean(math)


def is_local(address: str) -> bool:
    """Whether a browser that shows this image asks nobody but this server for it."""
    address = _as_browsers_read(address)
    if _RASTER.fullmatch(address):
        return True
    return not _HAS_SCHEME.match(address) and not _ELSEWHERE.match(address)


def _as_browsers_read(address: str) -> str:
    return address.translate(_IGNORED_INSIDE).strip(_IGNORED_AROUND)


def _remote_image_as_link(tag: re.Match[str]) -> str:
    if tag[1] != "img":
        return tag[0]
    values = _values(tag)
    address = _as_browsers_read(values.get("src", ""))
    if is_local(address):
        return tag[0]
    words = values.get("alt") or values.get("title") or ""
    if not _FETCHED.match(address):
        return escape(words)
    return f'<a class="remote-image" href="{escape(address)}">{escape(words or address)}</a>'


def _nothing_but_images(tag: re.Match[str]) -> str:
    """Pictures that are documents, as SVG is, are no images here."""
    is_document = tag[1] == "img" and _is_data(address := _values(tag).get("src", ""))
    return "" if is_document and not is_local(address) else tag[0]


def _values(tag: re.Match[str]) -> dict[str, str]:
    return {name: unescape(value) for name, value in _PAIR.findall(tag[2])}


def _is_data(address: str) -> bool:
    return _as_browsers_read(address).lower().startswith("data:")


def _no_data_in_links(_tag: str, name: str, value: str) -> str | None:
    return None if name == "href" and _is_data(value) else value


def _nothing_from_elsewhere(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and not is_local(value):
        return None
    return _no_data_in_links(tag, name, value)


def _cleaner(schemes: set[str], attribute_filter: _Filter | None = None) -> nh3.Cleaner:
    sides = {"left", "center", "right"}
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=set(),
        attributes=_ATTRIBUTES,
        attribute_filter=attribute_filter,
        tag_attribute_values={tag: {"align": sides} for tag in _ALIGNED}
        | {"input": {"type": {"checkbox"}, "disabled": {""}}},
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        allowed_classes=_CLASSES,
        url_schemes=schemes,
        id_prefix=ID_PREFIX,
    )


# A filter is called for every attribute, so only texts that need one get one.
_SCHEMES = {"http", "https", "mailto", "ftp"}
_PLAIN = _cleaner(_SCHEMES)
_WITH_DATA = _cleaner(_SCHEMES | {"data"}, _no_data_in_links)
_LOCAL_IMAGES = _cleaner(_SCHEMES | {"data"}, _nothing_from_elsewhere)
_FORMULA = nh3.Cleaner(
    tags=set(MATHML),
    clean_content_tags=set(),
    attributes={"*": set(_MATHML_ATTRIBUTES.split())},
    allowed_classes={tag: set(_MATHML_CLASSES.split()) for tag in ("mtable", "mtd", "mrow")},
    url_schemes=set(),
    link_rel=None,
)

"""
What is elsewhere, fetched once somebody has asked for it: an image of a note, or whether there is
a newer Octavo (`notes.updates`).

The server asks for them and not the page: the page's policy lets it ask nobody but us, and to
widen that for a note would widen it for whatever else is in the note.  A browser would also tell
more of itself, and would ask any machine in the house that a note names.  Here:

    who       http and https at public addresses, https alone for what is no image.  The address
              that was judged is the one that is asked, so a name that changes its mind meanwhile
              gains nothing; each redirect again
    how       no cookies, no referrer, nobody's name
    what      TIME seconds and LIMIT bytes at most; an image by its first bytes

Nothing of it is kept.
"""

import socket
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from notes.errors import NotFetched
from notes.library import pictures

TIME = 10.0
LIMIT = 20_000_000
REDIRECTS = 4

_PORTS = {"http": 80, "https": 443}
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "Octavo"}
#: IPv6 addresses that mean one of IPv4, in their last four bytes; and all that are given out to
#: machines of the internet: whatever else there is means something inside of a house.
_TRANSLATED, _GIVEN_OUT = IPv6Network("64:ff9b::/96"), IPv6Network("2000::/3")


class Fetched(NamedTuple):
    data: bytes
    kind: str


class Wish(NamedTuple):
    accept: str
    limit: int
    schemes: frozenset[str] = frozenset(_PORTS)


def image(url: str) -> Fetched:
    """The image at an address, or NotFetched."""
    return _proven(_got(url, Wish("image/*", LIMIT)))


def document(url: str, limit: int) -> bytes:
    """What a program is told at an address of https, or NotFetched."""
    return _got(url, Wish("application/json", limit, frozenset({"https"})))


def _got(url: str, wish: Wish) -> bytes:
    until = time.monotonic() + TIME
    try:
        for _ in range(REDIRECTS + 1):
            data, onward = _asked(urlsplit(url), wish, until)
            if onward is None:
                return data
            url = urljoin(url, onward)
    except (OSError, ValueError, HTTPException) as error:
        raise NotFetched from error
    raise NotFetched


def is_public(address: str) -> bool:
    """Whether this is a machine of the internet and none of the house."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = _meant(ip)
    is_given_out = isinstance(ip, IPv4Address) or ip in _GIVEN_OUT
    return is_given_out and ip.is_global and not ip.is_multicast


def _meant(ip: IPv6Address) -> IPv4Address | IPv6Address:
    inside = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None
    return inside or ip.ipv4_mapped or ip.sixtofour or ip


class _Connection(HTTPConnection):
    """To an address that was judged, under the name that it was asked for by."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port)
        self._address, self._context = address, context

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._context:
            self.sock = self._context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()  # where it can be cut short


def _asked(url: SplitResult, wish: Wish, until: float) -> tuple[bytes, str | None]:
    """What is there, and where it has gone to if it is elsewhere."""
    host, port = url.hostname or "", url.port or _PORTS.get(url.scheme, 0)
    if not host or not port or url.scheme not in wish.schemes:
        raise NotFetched
    context = ssl.create_default_context() if url.scheme == "https" else None
    connection = _Connection(host, port, _address(host, port), context)
    connection.timeout = max(0.1, until - time.monotonic())
    alarm = Timer(connection.timeout, _cut, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request("GET", path, headers=_HEADERS | {"Accept": wish.accept})
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            return b"", _written(response.headers.get("Location", ""))
        return _body(response, wish.limit, until), None
    finally:
        alarm.cancel()
        connection.close()


def _address(host: str, port: int) -> str:
    found = [str(to[0]) for *_, to in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(map(is_public, found)):
        raise NotFetched
    return found[0]


def _cut(connection: HTTPConnection) -> None:
    """Whoever tells only a byte now and then is not listened to for longer."""
    if connection.sock:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself


def _written(address: str) -> str:
    """The bytes of a header, which hold any letters, as an address may have them."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%", encoding="latin-1")


def _body(response: HTTPResponse, limit: int, until: float) -> bytes:
    if response.status != 200:
        raise NotFetched
    data = response.read(limit + 1)
    if len(data) > limit or time.monotonic() > until:
        raise NotFetched
    return data


def _proven(data: bytes) -> Fetched:
    kind = pictures.kind_of(data)
    if not kind:
        raise NotFetched
    return Fetched(data, kind)

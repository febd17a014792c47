"""What may leave the window, and what may not."""

import pytest

from notes.links import may_leave

LEAVE = """
https://example.org http://127.0.0.1:8080/a?b=c#d https://user@host HTTPS://EXAMPLE.ORG
https://xn--fsqu00a.xn--0zwm56d/%E4%BD%A0 http://[::1]/
mailto:a@example.org mailto:a@b?subject=x&Body=y&cc=&bcc=c@d&to=e@f
"""
STAY = """
javascript:alert(1) file:///etc/passwd data:,x octavo://note/1 ssh://x /notes/1 //example.org x
https: https:// https:/x http:\\\\evil https://@ https://:80 https://[ http://例子
mailto: mailto:?to=a mailto:a?attach=/etc/passwd mailto:a?ATTACH=x mailto:a?subject=x&att%61ch=y
mailto:a?x mailto:a?from=b
"""


@pytest.mark.parametrize("address", LEAVE.split())
def test_web_pages_and_letters_may_leave(address: str) -> None:
    assert may_leave(address)


BROKEN = ["", " ", "https://a b", "https://a\n", "\thttps://a", "https://a\x7f", "https://a\x00b"]


@pytest.mark.parametrize("address", [*STAY.split(), *BROKEN])
def test_nothing_else_may(address: str) -> None:
    assert not may_leave(address)

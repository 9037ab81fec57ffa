"""HTML: escaped, self-contained, and the same each time."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from report_document import document, hostile

from wacana.report.blocks import Comment, Figure, Heading, Items, Paragraph, Span, Table
from wacana.report.html import fragment, html

VOID = {"meta", "img", "br"}
ALLOWED = set(
    re.findall(
        r"\w+",
        """html head meta title style body main header nav h1 h2 h3 h4 p ul ol li dl dt dd a strong em code
        pre figure figcaption img blockquote div table caption thead tbody tr th td br""",
    )
)


class Reader(HTMLParser):
    """Collects tags, attributes and text, and checks that every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page() -> str:
    return html(document())


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert not reader.open
    return reader


def test_no_tag_or_handler_comes_from_a_comment(read: Reader) -> None:
    assert {tag for tag, _ in read.tags} <= ALLOWED
    attributes = {name for _, attrs in read.tags for name in attrs}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}
    assert sum(tag == "style" for tag, _ in read.tags) == 1


def test_nothing_is_loaded_and_links_are_web_or_anchors(read: Reader) -> None:
    for tag, attrs in read.tags:
        if tag == "img":
            assert str(attrs["src"]).startswith("data:image/svg+xml;base64,") and attrs["alt"]
        if tag == "a":
            assert re.match(r"#h\d+$|https://example\.org/$", str(attrs["href"]))
        assert "srcset" not in attrs and tag != "link"


def test_policy_admits_the_style_by_its_hash_and_nothing_else(page: str, read: Reader) -> None:
    policy = next(str(attrs["content"]) for _, attrs in read.tags if attrs.get("http-equiv"))
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
    assert "unsafe" not in policy and "script-src" not in policy
    assert "url(" not in style and "@import" not in style


def test_comments_stand_there_as_text(read: Reader) -> None:
    for text in hostile()[:10]:
        assert text.replace("\n", "") in read.text
    assert "gnililad terbalik" in read.text and "\x1b" not in read.text and "\u202e" not in read.text


def test_structure_for_readers_and_screen_readers(read: Reader) -> None:
    tags = [tag for tag, _ in read.tags]
    assert tags.count("h1") == 1 and tags.count("table") == tags.count("caption") == 5 and tags.count("img") == 3
    assert all(attrs.get("scope") == "col" for tag, attrs in read.tags if tag == "th")
    anchors = {attrs["href"] for tag, attrs in read.tags if tag == "a" and str(attrs["href"]).startswith("#")}
    assert anchors == {f"#{attrs['id']}" for _, attrs in read.tags if "id" in attrs} and len(anchors) == 5
    assert dict(read.tags)["html"]["lang"] == "id"
    assert "Gambar 3." in read.text and "Tabel 5." in read.text


def test_the_same_text_each_time(page: str) -> None:
    assert html(document()) == page
    page.encode("utf-8")


def test_fragments_as_a_notebook_shows_them() -> None:
    assert fragment(Items(("a & b",))) == "<ul><li>a &amp; b</li></ul>"
    assert fragment(Paragraph((Span("x", "strong", "https://a.b/?c=1&d=2"),))) == (
        '<p><a href="https://a.b/?c=1&amp;d=2" rel="noopener noreferrer"><strong>x</strong></a></p>'
    )
    assert fragment(Paragraph((Span("x", href='https://a.b/" onclick="y'),))) == "<p>x</p>"
    assert "<script" not in fragment(Figure("<svg><script>1</script></svg>", '"><script>', "<script>"))
    assert "(no rows)" in fragment(Table(("a",), ()), lang="en")
    assert 'dir="auto"' in fragment(Comment("سلام"))
    assert "<br>" not in html([Heading("a\nb")], title="c\nd")

"""What strangers send, cleaned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.html import clean_html, html_to_text, text_to_html

REL = 'rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>你好<br>谢谢</p>", "<p>你好<br>谢谢</p>"),
        ("<script>alert(1)</script>ok", "ok"),
        ("<style>p{}</style><p style='color:red' class=x onclick=y>红</p>", "<p>红</p>"),
        ("<img src='https://spy.example/x.gif' alt='图'>", '<img alt="图">'),
        ("<img src='//spy.example/x.gif'>", "<img>"),
        ("<img src='data:image/svg+xml,x'>", "<img>"),
        ("<img src='cid:part1'>", '<img src="cid:part1">'),
        ("<img src='/files/7'>", '<img src="/files/7">'),
        ("<a href='https://a.cn' target=_blank>去</a>", f'<a href="https://a.cn" {REL}>去</a>'),
        ("<a href='javascript:alert(1)'>去</a>", f"<a {REL}>去</a>"),
        ("<a href='/logout/'>去</a>", f"<a {REL}>去</a>"),
        ("<a href='mailto:a@b.cn'>信</a>", f'<a href="mailto:a@b.cn" {REL}>信</a>'),
        ("<svg><a href='x'>y</a></svg>z", "z"),
        ("<form action=x><input name=y>问</form>", "问"),
        ("<iframe src=x>内</iframe>后", "后"),
        (
            "<table><tr><td colspan=2 onclick=x>格</td></tr></table>",
            '<table><tbody><tr><td colspan="2">格</td></tr></tbody></table>',
        ),
        ("<b>没关", "<b>没关</b>"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
    ],
)
def test_it_cleans(html: str, clean: str) -> None:
    assert clean_html(html) == clean


@given(st.text(alphabet="<>/='\" abimgsrcscriptonhefjv:&;#", max_size=80))
def test_cleaning_twice_changes_nothing(html: str) -> None:
    assert clean_html(clean_html(html)) == clean_html(html)
    assert "<script" not in clean_html(html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>你好</p><p>再见</p>", "你好\n\n再见"),
        ("你好<br>再见", "你好\n再见"),
        ("<div>一</div><div>二</div>", "一\n\n二"),
        ("<ul><li>一</li><li>二</li></ul>", "- 一\n- 二"),
        ("<table><tr><td>订单</td><td>1023</td></tr></table>", "订单 1023"),
        ("a  \n  b&nbsp;&amp;&lt;c", "a b &<c"),
        ("<style>p{}</style><script>x</script><title>t</title>正文", "正文"),
        ("<pre>一\n  二</pre>", "一\n二"),
        ("", ""),
        ("<p>没关<b>的", "没关的"),
    ],
)
def test_it_reads_html_as_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("你好\n再见", "<p>你好<br>再见</p>"),
        ("一\r\n\r\n二\n \n\n三", "<p>一</p>\n<p>二</p>\n<p>三</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        (
            "看https://a.cn/x?y=1&z=2。谢谢",
            f'<p>看<a href="https://a.cn/x?y=1&amp;z=2" {REL}>https://a.cn/x?y=1&amp;z=2</a>。谢谢</p>',
        ),
        ("(http://a.cn).", f'<p>(<a href="http://a.cn" {REL}>http://a.cn</a>).</p>'),
        ('https://a.cn/"onclick=x', f'<p><a href="https://a.cn/" {REL}>https://a.cn/</a>&quot;onclick=x</p>'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("\n\n", ""),
    ],
)
def test_it_writes_text_as_html(text: str, html: str) -> None:
    assert text_to_html(text) == html


@given(st.text(max_size=200))
def test_written_text_needs_no_cleaning(text: str) -> None:
    printable = "".join(char for char in text if char.isprintable() or char == "\n")
    html = text_to_html(printable)
    assert html_to_text(clean_html(html)).split() == html_to_text(html).split()
    assert "<script" not in html

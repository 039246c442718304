"""Replies that came as HTML only."""

import pytest

from huisheng.kit.mail import parse_mail
from huisheng.kit.mail.tests.make import make_mail

ON = "客服 &lt;shop@house.example&gt;"
NEW = "<div>灯还没有发货。</div><div>请催一下</div>"
BLOCK = f"<div><b>发件人:</b>&nbsp;{ON};</div><div><b>发送时间:</b>&nbsp;2024年3月5日 10:02</div><div><b>主题:</b>&nbsp;订单</div>"
CELLS = "<table><tr><td>发件人</td><td>客服</td></tr><tr><td>主题</td><td>订单</td></tr></table>"
BELOW = {
    "QQ": f"<div><br></div><div>------------------&nbsp;原始邮件&nbsp;------------------</div>{BLOCK}<div>尊敬的客户</div>",
    "163": '<br><pre>在 2024-03-05 10:02:11，"客服" 写道：</pre><blockquote id="isReplyContent"><p>尊敬的客户</p></blockquote>',
    "NetEase Mail Master": '<div id="ntes-pcmac-signature"><table><tr><td>张三</td></tr><tr><td>z@y.example</td></tr></table></div>'
    f"<div>---- 回复的原邮件 ----</div>{CELLS}<blockquote>尊敬的客户</blockquote>",
    "Outlook": '<div style="border:none"><p><b>发件人<span>:</span></b> 客服 &lt;s@h.example&gt;<br><b>发送时间:</b> 2024年3月5日<br>'
    "<b>收件人:</b> z<br><b>主题:</b> 订单</p></div><p>尊敬的客户</p>",
    "Gmail": f'<br><div class="gmail_quote"><div>{ON} 于2024年3月5日周二 10:02写道：<br></div><blockquote>尊敬的</blockquote></div>',
    "Gmail in a language we do not know": '<br><div class="gmail_quote"><div>Blip 5 blop zork</div>尊敬的</div>',
    "iPhone": f'<br><div>发自我的 iPhone</div><div><blockquote type="cite">在 2024年3月5日，10:02，{ON} 写道：<br></blockquote></div>'
    '<blockquote type="cite">尊敬的</blockquote>',
    "Foxmail": f'<hr><div>zhang@buyer.example</div><blockquote><div style="border:none">{BLOCK}</div><div>尊敬的</div></blockquote>',
    "Yahoo": f'<div class="yahoo_quoted">On Tuesday, March 5, 2024, {ON} wrote:<p>尊敬的</p></div>',
    "a signature": '<div class="gmail_signature">张三<br>采购部</div>',
}


@pytest.mark.parametrize("program", BELOW)
def test_only_the_new_words_are_left(program: str) -> None:
    letter = parse_mail(make_mail(f"<html><body>{NEW}{BELOW[program]}</body></html>", subtype="html"))
    assert letter.reply_text.split() == ["灯还没有发货。", "请催一下"]
    assert letter.quoted
    assert letter.html.startswith("<html>")

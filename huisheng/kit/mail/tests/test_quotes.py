"""The new words of replies as mail programs write them."""

import pytest

from huisheng.kit.mail.quotes import fold

NEW = "您好，灯还没有发货，麻烦催一下。\n订单号：2024030500123\n谢谢！"
OLD = "尊敬的客户：\n\n您的工单已受理。\n\n回声客服中心"
QUOTED = "> " + OLD.replace("\n", "\n> ")
ON = "客服 <shop@house.example>"
ZH_BLOCK = f"发件人: {ON}\n发送时间: 2024年3月5日 10:02\n收件人: 张三\n主题: 订单\n\n{OLD}"
EN_BLOCK = f"From: {ON};\nDate: Tue, Mar 5, 2024 10:02 AM\nTo: x <x@y.example>;\nSubject: Order\n\n{OLD}"
TABLE = f"| 发件人 | {ON} |\n| 发送日期 | 2024年03月05日 10:02 |\n| 收件人 | x |\n| 主题 | 订单 |\n{OLD}"
BELOW = {
    "QQ": f"\n\n\n------------------\xa0原始邮件\xa0------------------\n{ZH_BLOCK}",
    "QQ, plain": f"\n\n\n------------------&nbsp;原始邮件&nbsp;------------------\n{ZH_BLOCK.replace(': ', ':&nbsp;')}",
    "QQ, English": f"\n\n\n------------------ Original ------------------\n{EN_BLOCK}",
    "QQ on a phone": f"\n\n发自我的iPhone\n\n---原始邮件---\n{ZH_BLOCK}",
    "Foxmail": f"\n\n\nzhang@buyer.example\n \n{ZH_BLOCK.replace(': ', '： ')}",
    "Foxmail with a card": f"\n\n--------------------------------\n张三\n电话：13800138000\n\n{ZH_BLOCK}",
    "163": f"\n\n\n\n在 2024-03-05 10:02:11，“客服” <shop@house.example> 写道：\n{QUOTED}",
    "163 without marks": f"\n\n\n在 2024-03-05 10:02:11，客服 <shop@house.example> 写道：\n\n{OLD}",
    "163, English": f'\n\nAt 2024-03-05 10:02:11, "客服" <shop@house.example> wrote:\n\n{OLD}',
    "163, table": f"\n\n---- 回复的原邮件 ----\n{TABLE}",
    "NetEase Mail Master": f"\n\n| |\n张三\n|\n|\nz@y.example\n|\n签名由网易邮箱大师定制\n在2024年03月05日 10:02，客服<s@h.example> 写道：\n{OLD}",
    "NetEase Mail Master, table": f"\n\n| |\n张三\n|\n|\nz@y.example\n|\n---- 回复的原邮件 ----\n{TABLE}",
    "Outlook": f"\n\n{ZH_BLOCK}",
    "Outlook, rule": f"\n\n________________________________\n{ZH_BLOCK}",
    "Outlook, old": f"\n\n-----邮件原件-----\n{ZH_BLOCK}",
    "Outlook for iOS": f"\n\n获取 Outlook for iOS<https://aka.ms/x>\n________________________________\n{ZH_BLOCK}",
    "iPhone": "\n\n发自我的 iPhone\n\n> 在 2024年3月5日，上午10:02，" + ON + f" 写道：\n> \n{QUOTED}",
    "iPhone without marks": f"\n\n在 2024年3月5日，10:02，{ON} 写道：\n\n\ufeff\n{OLD}",
    "Gmail": f"\n\n{ON} 于2024年3月5日周二 10:02写道：\n\n{QUOTED}",
    "Gmail, wrapped": f"\n\n回声客服中心 <a-long-address@house.example>\n于2024年3月5日周二 10:02写道：\n\n{QUOTED}",
    "Gmail, Taiwan": f"\n\n{ON} 於 2024年3月5日 週二 上午10:02寫道：\n\n{QUOTED}",
    "WeCom": f"\n\n\n发自我的企业微信\n\n----------回复的邮件信息----------\n{ON} 在2024年03月05日 10:02 写道：\n\n{OLD}",
    "139": f"\n\n\n发自139邮箱\n\n----回复邮件----\n{ZH_BLOCK}",
    "Aliyun": f"\n------------------------------------------------------------------\n{ZH_BLOCK.replace('主题', '主　题')}",
    "Sina": f"\n----- 原始邮件 -----\n{ZH_BLOCK}",
    "Sohu": f"\n\n----- 原始消息 -----\n{ZH_BLOCK}",
    "Huawei": f"\n\n发自我的华为手机\n\n\n-------- 原始邮件 --------\n{ZH_BLOCK.replace('主题', '主    题')}",
    "Xiaomi": f"\n\n从小米手机发送\n\n在 {ON}，2024年3月5日 上午10:02写道：\n\n{OLD}",
    "Thunderbird": f"\n\n在 2024/3/5 10:02, 客服 写道:\n{QUOTED}",
    "Coremail": f"\n\n> -----原始邮件-----\n> 发件人: {ON}\n> 主题: 订单\n{QUOTED}",
    "Feishu": f'\n\n发件人: "客服"<s@h.example>\n时间: 2024年3月5日(周二) 10:02\n主题: 订单\n收件人: "z"<z@y.example>\n{OLD}',
    "Apple": f"\n\n> On Mar 5, 2024, at 10:02, {ON} wrote:\n> \n{QUOTED}",
    "Gmail, English": f"\n\nOn Tue, Mar 5, 2024 at 10:02 AM 客服 <\nshop@house.example> wrote:\n\n{QUOTED}",
    "Gmail, German": f"\n\n{ON} schrieb am Di., 5.\nMärz 2024 um 10:02 Uhr:\n\n{QUOTED}",
    "Gmail, French": f"\n\nLe mar. 5 mars 2024 à 10:02, {ON}\na écrit :\n\n{QUOTED}",
    "Gmail, Dutch": f"\n\nOp 5 maart 2024 10:02 schreef {ON}:\n\n{QUOTED}",
    "Gmail, Russian": f"\n\nвт, 5 мар. 2024 г. в 10:02, {ON}:\n\n{QUOTED}",
    "Gmail, Korean": f"\n\n2024년 3월 5일 (화) 오전 10:02, {ON}님이 작성:\n\n{QUOTED}",
    "Gmail, Japanese": f"\n\n2024年3月5日(火) 10:02 {ON}:\n\n{QUOTED}",
    "Gmail, Polish": f"\n\nwt., 5 mar 2024 o 10:02 {ON} napisał(a):\n\n{QUOTED}",
    "Gmail, Hungarian": f"\n\n{ON} ezt írta (időpont: 2024. márc. 5., K, 10:02):\n\n{QUOTED}",
    "Gmail, Turkish": f"\n\n{ON}, 5 Mar 2024 Sal, 10:02 tarihinde şunu yazdı:\n\n{QUOTED}",
    "Gmail, old": f"\n\n2024-03-05 10:02 GMT+08:00 {ON}:\n\n{OLD}",
    "Yahoo on a phone": f"\n\nSent from Yahoo Mail on Android\n \n  On Tue, Mar 5, 2024 at 10:02, {ON} wrote:   {OLD}",
    "Zoho": f"\n\n---- On Tue, 05 Mar 2024 10:02:11 +0800 {ON} wrote ----\n\n{OLD}",
    "Samsung": f"\n\nSent from my Galaxy\n\n\n-------- Original message --------\n{EN_BLOCK}",
    "Mail.ru": f"\n\nВторник, 5 марта 2024, 10:02 +03:00 от {ON}:\n\n{QUOTED}",
    "Yandex": f"\n\n05.03.2024, 10:02, {ON}:\n{QUOTED}",
    "Proton": f"\n\n------- Original Message -------\nOn Tuesday, March 5th, 2024 at 10:02, {ON} wrote:\n\n{QUOTED}",
    "GMX": f"\n\nGesendet: Dienstag, 05. März 2024 um 10:02 Uhr\nVon: {ON}\nAn: a@b.example\nBetreff: Re\n\n{OLD}",
    "Mutt": f"\n\nOn Tue, Mar 05, 2024 at 10:02:11AM +0800, Shop wrote:\n{QUOTED}",
    "Outlook, English": f"\n\n-----Original Message-----\n{EN_BLOCK}",
    "Outlook, bold": f"\n\n*From:* {ON}\n*Sent:* Tuesday, March 5, 2024\n*To:* x\n*Subject:* Order\n\n{OLD}",
    "Outlook, German": f"\n\nVon: {ON}\nGesendet: Dienstag, 5. März 2024 10:02\nAn: x\nBetreff: AW: Order\n\n{OLD}",
    "Apple, forwarded": f"\n\n> Begin forwarded message:\n>\n> From: {ON}\n{QUOTED}",
    "forwarded": f"\n\n---------- Forwarded message ---------\n{EN_BLOCK}",
    "a phone and nothing else": "\n\nSent from my iPhone",
    "a signature": "\n\n-- \n张三\n回声灯具采购部",
    "a list": "\n\n_______________________________________________\nusers mailing list\nusers@lists.example",
    "a card": "\n\n——————————\n张三 | 采购经理\n某某贸易有限公司\n电话：010-12345678",
    "all at once": f"\n\n-- \n张三\n\nSent from my iPhone\n\n{ON} 于2024年3月5日周二 10:02写道：\n\n{QUOTED}",
}


@pytest.mark.parametrize("program", BELOW)
def test_only_the_new_words_are_left(program: str) -> None:
    folded = fold(NEW + BELOW[program], own=("张三丰", "zhang@buyer.example"))
    assert folded.reply == NEW


@pytest.mark.parametrize("program", BELOW)
def test_nothing_is_lost(program: str) -> None:
    text = NEW + BELOW[program]
    folded = fold(text, own=("张三丰", "zhang@buyer.example"))
    assert sorted("".join(f"{folded.reply}{folded.quoted}".split())) == sorted("".join(text.split()))


@pytest.mark.parametrize(
    "text",
    [
        NEW,
        "发件人：李四 13800000000\n收件人：张三 13900000000\n日期：3月5日\n快递一直没到，请处理。",
        "收件人：张三\n地址：北京路 1 号\n请改成这个地址。",
        "问题如下：\n------\n订单号：123456\n电话：13800138000\n灯罩破了。",
        "我昨天写道：请退款。你们没有回。",
        "On Monday I wrote: please help. Nobody did.",
        "2024-01-15 14:30:25\n这是我下单的时间：",
        "金额 > 100 元\n>_< 太难了",
        "The parcel was sent from my iPhone shop in Berlin to Hamburg, tracking 123, and never arrived.",
        "日期：2024-03-05\n主题：退款\n我要退款。",
        "原始邮件我已经删了，请再发一次。",
        "张三\n电话：13800138000",
        "A: yes\nB: no\nC: maybe",
    ],
)
def test_words_that_look_old_but_are_new_stay(text: str) -> None:
    assert fold(text).reply == text


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        (f"{ON} 于2024年3月5日周二 10:02写道：\n\n{QUOTED}\n\n已经收到了", "已经收到了"),
        ("> 要哪种颜色？\n\n红色\n\n> 要几个？\n\n两个", "> 要哪种颜色？\n\n红色\n\n> 要几个？\n\n两个"),
        ("On 5 Mar 2024 10:02, A <a@b.example> wrote:\n> one?\nyes\n> two?\nno", "> one?\nyes\n> two?\nno"),
        ("你好\n\n在 2024/3/5 10:02, 客服 写道:\n> 要几个？\n两个\n\n> 再见", "你好\n\n> 要几个？\n两个"),
        ("> 一句引文\n\n我的话", "> 一句引文\n\n我的话"),
        ("On 5 Mar 2024 10:02, A <a@b.example> wrote:\n\nmy own words", "my own words"),
        ("\n\n  \n好的  \n\n\n", "好的"),
    ],
)
def test_answers_below_and_between_quotes_stay(text: str, reply: str) -> None:
    assert fold(text).reply == reply


@pytest.mark.parametrize(
    "text", [QUOTED, ZH_BLOCK, f"---------- Forwarded message ---------\n{EN_BLOCK}", "发自我的 iPhone"]
)
def test_all_is_new_when_nothing_else_would_be_left(text: str) -> None:
    folded = fold(text)
    assert (folded.reply, folded.quoted) == (text, "")


def test_a_long_quoted_line_that_was_broken_belongs_to_the_quote() -> None:
    text = f"thanks\n\nOn 5 Mar 2024 10:02, A <a@b.example> wrote:\n> {'word ' * 14}\nbroken off here\n> end"
    assert fold(text).reply == "thanks"

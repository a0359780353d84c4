"""Site text (网站文字): what a web page puts around a policy document.

Recognised by what such lines say on any site, and only before and after the document: a line
within it is never taken away. Where in doubt a line stays.
"""

import re
from collections.abc import Sequence

from ingest.clean import Line, ends_sentence
from ingest.model import Span

# What short lines of a page's frame say and no policy's line does.
_FRAME = re.compile(
    r"当前位置|您(?:现在)?(?:所在)?的位置|(?:首页|主页)\s*[>»/|›-]|>\s*正文|无障碍(?:浏览|阅读|版|$)|长者(?:专版|模式|助手|版)|适老(?:版|模式)"
    r"|网站(?:地图|首页|标识码|支持|声明|管理)|联系我们|关于我们|设为首页|加入收藏|收藏本[页站]|打印本[页文]"
    r"|【\s*打印|打印\s*关闭|关闭(?:窗口|本页|页面)|字\s*[体号]\s*:|[【\[]\s*[大中小]|分享[到至]|扫一扫|QQ|朋友圈"
    r"|上一[篇条页]|下一[篇条页]|相关(?:链接|阅读|文章|推荐|解读|报道)|推荐(?:访问|阅读|文章)|点击(?:次数|数|量|率|下载)|(?:挂网|上网|录入|上传)(?:时间|日期)"
    r"|(?:浏览|阅读|访问)\s*(?:次数|量|数)|(?:信息|文章|稿件)来\s*源\s*:|发\s*[布表文]\s*(?:时间|日期|于|机构)"
    r"|索\s*引\s*号|主题分类|信息分类|(?:^|[\s|])公开(?:方式|目录|时限|范围)\s*:|ICP[备证]|网安备|备案号|经营许可证|版权所有"
    r"|[Cc]opyright|©|技术支持\s*:|政府网站找错|游客(?:一键|登录)|忘记密码|验证码|密码\s*:|VIP|免责声明|(?:温馨|友情)提示"
    r"|支付方式\s*:|支付宝|本站|网友投稿|小编|资源ID|资源格式|资源大小|换一换|责任编辑|返回(?:顶部|首页|列表)"
    r"|^(?:相关(?:文件|搜索|信息|内容|附件)|(?:文件|文字|图片|图文|视频)解读|解读(?:材料|图解)|图\s*解|暂无(?:数据|内容|信息|记录)"
    r"|附件下载|分享|打印|收藏|纠错)\s*:?$"
    r"|帮助中心|不良信息举报|欢迎(?:来到|访问|您)|语音播报|\.(?:docx?|pdf|wps|xlsx?|pptx?|txt|rar|zip)$"
)
# What such lines may say; counts only beside one of the above.
_LIKELY = re.compile(
    r"打印|微信|微博|热门|来\s*源\s*:|时\s*间\s*:\s*\d{4}|作者\s*:|[主承]办(?:单位)?\s*:|登录|注册|[账帐]号\s*:|会员"
    r"|下载|积分|金币|邮箱|编辑\s*:|^(?:收起|展开|搜索|全部分类|政务公开|繁體|简体|English)$|https?://|www\."
    r"|^[A-Za-z]{6,}\b|朗读|字号"
)
# A link's words, cut short by the page.
_CUT_SHORT = re.compile(r"[^。;]{4,60}[^.…](?:\.{3}|…)")
# What also long lines of a page's frame say, and a policy does not.
_NOTICE = re.compile(
    r"本站(?:资源|不支持|仅|所有|文档|内容|会员|上|声明)|网友(?:投稿|上传)|小编|仅提供信息存储|您的版权|迅雷"
    r"|浏览器(?:默认|下载|打开)|重复下载|下载后|温馨提示|友情提示|免责声明|供大家参考|会员.{0,6}上传"
)
_CAPTION = re.compile(r"注意事项|声明|温馨提示|友情提示|相关\S{0,4}|附件下载|分享|展开全文|更多")
_CLOCK = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+\d{1,2}:\d{2}|\d{5,}/\d{4}-\d+")
_PAGE = re.compile(
    r"[-—–·•\s]*\d{1,4}[-—–·•\s]*|第\s*\d+\s*页(?:\s*[,/共]*\s*\d+\s*页?)?|\d+\s*/\s*\d+"
)
_KEPT = re.compile(
    r"(?:办法|方案|意见|措施|通知|规划|计划|细则|规定|条例|决定|公告|通告|纲要|要点|\d篇)"
    r"(?:\([^()]{1,20}\))?$|[^>|]{6,}(?:解读|问答|答问|答记者问|明白[纸卡])(?:\([^()]{1,20}\))?$|[〔\[(]\d{4}[〕\])]\s*\d+\s*号$|^\((?:送审|征求意见|草案|试行|讨论)"
)
_ANNEXES = re.compile(r"附\s?件\s?\d{0,2}\s?[:.、]\s?\S")  # the document's own, also as links
_ANNEX_HEAD = re.compile(r"附\s?件\s?:?")
_FILE = re.compile(r"\.(?:docx?|pdf|wps|xlsx?|pptx?|txt|rar|zip)$")
_NEIGHBOUR = re.compile(r"[上下]一[篇条页]\s*:")  # a link, whatever the page it leads to is called
_ADDRESSED = re.compile(r"^各?.{2,120}:$")
_INTRODUCES = re.compile(r"[。,][^。]{4,60}:$")
_LABELLED = re.compile(r"[^。:]{2,12}:\s?\S")
_MARKED = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+[条章]|[一二三四五六七八九十]、|\([一二三]\)|篇[一二三])"
)


def is_page_number(line: Line, before: str) -> bool:
    """Whether the line, which follows the line `before`, holds a page number and nothing else."""
    if _PAGE.fullmatch(line.text) is None:
        return False
    # A bare number in mid-sentence is a figure that the extraction put on its own line.
    return not line.text.isdecimal() or (len(line.text) <= 3 and ends_sentence(before or "。"))


def find_site_text(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The stretches before and after the document that belong to the page, in order."""
    framed = [_is_framed(line) for line in lines]
    _keep_annexes(lines, framed)
    if not any(framed):
        return ()
    listed = _find_listed(lines, framed)
    framed = [
        sure or (_says(line, _LIKELY) and not _MARKED.match(line.text) and not _is_item(line))
        for sure, line in zip(framed, lines, strict=True)
    ]
    framed = [frame and not own for frame, own in zip(framed, listed, strict=True)]
    body = _find_body(lines, framed)
    below = _find_tail(lines, framed, body)
    last = max((index for index in range(body) if framed[index]), default=-1)
    while last >= 0 and last + 1 < body and _CUT_SHORT.fullmatch(lines[last + 1].text):
        last += 1
    out = [
        index
        for index in range(last + 1)
        if framed[index] or not (_KEPT.search(lines[index].text) and len(lines[index].text) > 5)
    ]
    out += range(below, len(lines))
    return _join(lines, out)


def _find_listed(lines: Sequence[Line], framed: Sequence[bool]) -> list[bool]:
    """Which lines a sentence of the document's own introduces: 通过以下方式反馈:, 电子邮箱:…."""
    listed: list[bool] = []
    introduced = False
    for line, frame in zip(lines, framed, strict=True):
        introduced = introduced and not frame and _LABELLED.match(line.text) is not None
        listed.append(introduced)
        introduced = introduced or (_INTRODUCES.search(line.text) is not None and not frame)
    return listed


def _is_item(line: Line) -> bool:
    """Whether a line is an item of a list: 1. 电子邮箱 of a call for comments is no page's."""
    return re.match(r"\d{1,2}\s?[.、)]\s?(?!\d)", line.text) is not None


def _keep_annexes(lines: Sequence[Line], framed: list[bool]) -> None:
    """Files named below 附件: are what the document lists, no page's offer of downloads."""
    listed = False
    for index, line in enumerate(lines):
        is_file = _FILE.search(line.text) is not None
        if listed and is_file:
            framed[index] = False
        listed = _ANNEX_HEAD.fullmatch(line.text) is not None or (listed and is_file)


def _is_framed(line: Line) -> bool:
    text = line.text
    if _MARKED.match(text):
        return False
    if _NOTICE.search(text):
        # A title directly in front of the site's own words stays with them: it comes again.
        return len(text) < 600
    return _says(line, _FRAME) or (len(text) <= 60 and _CLOCK.search(text) is not None)


def _says(line: Line, words: re.Pattern[str]) -> bool:
    """Whether a short line says such words and is no title that happens to hold them."""
    text = line.text
    if len(text) > 60 or "。" in text or not words.search(text) or _ANNEXES.match(text):
        return False
    return _KEPT.search(text) is None or ">" in text or _NEIGHBOUR.match(text) is not None


def _find_body(lines: Sequence[Line], framed: Sequence[bool]) -> int:
    """The index of the document's first running text."""
    longest = -1
    for index, line in enumerate(lines):
        text = line.text
        if framed[index]:
            continue
        is_body = (len(text) >= 30 and ("。" in text)) or (
            len(text) <= 200 and _ADDRESSED.match(text) and text[0] == "各"
        )
        if _MARKED.match(text):
            return index
        if not is_body:
            continue
        if not any(framed[index + 1 : index + 4]):
            return index
        if longest < 0 or len(text) > len(lines[longest].text):
            longest = index
    return longest if longest >= 0 else 0


def _find_tail(lines: Sequence[Line], framed: Sequence[bool], body: int) -> int:
    """The index from which on only the page speaks; `len(lines)` where it does not."""
    top = len(lines)
    index = len(lines) - 1
    while index > body:
        text = lines[index].text
        if framed[index]:
            top = index
        elif len(text) > 40 or ends_sentence(text) or _MARKED.match(text) or _is_closing(text):
            break
        index -= 1
    while top - 1 > body and top < len(lines) and _CAPTION.fullmatch(lines[top - 1].text):
        top -= 1
    return top


_CLOSING = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月|^附\s*件|^抄\s*送|年.{1,3}月.{1,3}日$")


def _is_closing(text: str) -> bool:
    """Whether a short line may be the document's own end: date, annex list, copies."""
    return _CLOSING.search(text) is not None


def _join(lines: Sequence[Line], indices: Sequence[int]) -> tuple[Span, ...]:
    spans: list[Span] = []
    previous = -2
    for index in indices:
        if index == previous + 1 and spans:
            spans[-1] = Span(spans[-1].start, lines[index].end)
        else:
            spans.append(Span(lines[index].start, lines[index].end))
        previous = index
    return tuple(spans)

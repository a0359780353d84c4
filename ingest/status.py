"""Whether a text is a draft, issued or a template, and what kind of source it comes from."""

import re

from ingest.clean import fold
from ingest.model import DocumentStatus, SourceKind

_DRAFT = re.compile(
    r"\(?(?:公开)?(?:送审稿|送审|征求意见稿|意见征集稿|征求意见|草案|讨论稿|审议稿|初稿|修订稿征求意见|草稿|试拟稿|报批稿|内部讨论)\s{0,2}\)|[^\n]{0,20}(?:送审稿|征求意见稿|讨论稿|草案)\s*$",
    re.MULTILINE,
)
_ISSUED = re.compile(
    r"[^。;\n]{0,60}(?:现(?:将|予以?)?[^。;\n]{0,80}(?:印发|转发|发布|公布|下发)|印发给你们|(?:请|望)(?:认真)?(?:遵照|贯彻)执行)[^。;\n]{0,20}"
)
_ISSUED_TITLE = re.compile(
    r"(?:关于印发|关于发布|关于公布|关于转发|印发).{2,120}的?(?:通知|公告|通告)"
)
_REPEALED = re.compile(
    r"[(〔\[【](?:已|本文件已|此件已)?(?:经)?(?:废止|失效)[^)〕\]】]{0,12}[)〕\]】]"
)
_PLACEHOLDER = re.compile(
    r"(?:[xX×]{2,5}|[xX×]{1,5}\s|_{2,8}|\*{2,8}|[○〇]{2,4}|某)\s?(?:省|市|县|区|镇|乡|街道|学校|局|年|月|人民政府|教育)"
)
_COLLECTION = re.compile(
    r"小编[^。\n]{0,30}(?:整理|收集|带来|分享)|(?:专题|公文)范文|网友投稿|(?:方案|总结|报告|措施|计划)(?:汇编|集锦|范文|模板)?"
    r"\s?(?:[(（]?(?:精选|通用|共|最新)?\s?[\d一二三四五六七八九十]{1,3}\s?篇)|范文(?:网|大全|模板)"
)
_SHARING = re.compile(
    r"下载积分|金币|会员登录下载|资源ID|文档下载|本站(?:会员|仅提供)|上传(?:分享)?者|文库|网友投稿|推荐访问|版权(?:问题)?.{0,12}联系(?:客服|我们)"
)
_NEWS = re.compile(
    r"(?:本报|本网|新华社|人民网|央视网?|日报)[^\n]{0,12}(?:讯|电|记者)|记者\s?[^\n]{0,12}(?:报道|从.{2,16}获悉|获悉)|通讯员|责任编辑\s?[:：]|据悉"
)


def find_status(title: str, front: str, notice: str) -> tuple[DocumentStatus, str | None]:
    """What the text says of itself and the words that say it.

    `front` is the title with the lines beside it, `notice` the covering notice; the words of a
    web page around the document are in neither.
    """
    head = f"{title}\n{front}"
    repealed = _REPEALED.search(fold(head))
    if repealed is not None:
        return DocumentStatus.REPEALED, repealed[0]
    draft = _DRAFT.search(fold(front)) or _DRAFT.search(fold(title))
    if draft is not None:
        words = draft[0].strip()
        return DocumentStatus.DRAFT, head[(at := fold(head).find(words)) : at + len(words)]
    issued = _ISSUED.search(fold(notice))
    if issued is not None:
        return DocumentStatus.ISSUED, notice[issued.start() : issued.end()].strip()
    titled = _ISSUED_TITLE.search(fold(title))
    if titled is not None:
        return DocumentStatus.ISSUED, titled[0]
    return DocumentStatus.UNKNOWN, None


def find_template_evidence(text: str, surroundings: str) -> str | None:
    """Words that show a model text: a collector's remark, or placeholders for names."""
    collected = _COLLECTION.search(fold(surroundings))
    if collected is not None:
        return surroundings[collected.start() : collected.end()]
    places = [found[0] for found in _PLACEHOLDER.finditer(fold(text))]
    # One may be a slip or a quoted form; a text written to be filled in has them throughout.
    return places[0] if len(places) >= 3 else None


def find_source_kind(surroundings: str, *, is_official: bool, is_template: bool) -> SourceKind:
    """Where the text comes from, judged by what stands around it."""
    folded = fold(surroundings)
    if is_template or _SHARING.search(folded) or _COLLECTION.search(folded):
        return SourceKind.COMPILATION
    if is_official:
        return SourceKind.OFFICIAL
    return SourceKind.NEWS if _NEWS.search(folded) else SourceKind.UNKNOWN

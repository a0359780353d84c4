"""A follow-up question completed from the conversation."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.model import Turn
from assistant.reading.changing import put_into
from ingest.numerals import parse_numeral

_LINKS = re.compile(
    r"^(?:那么?|那|然后|还有|另外|再问(?:一下)?|接着|继续|以及|另)|呢\s*[？?]?\s*$|又(?:是|有)|"
    r"^(?:这|那|该|它|他|她|其)(?:个|项|条|笔|些|份|样|里|们|几|一)?|(?:这|那|该|上述|前面|刚才)(?:个|项|条|笔|些|份|说)|"
    r"^[^，,？?]{1,8}(?:的话?|了)会?(?:怎么(?:办|处理|罚|算)|咋(?:办|整)|如何处理|有什么后果)|"
    r"^(?:具体|详细)(?:是|有|说|讲|点|些)|^(?:再)?(?:往|朝)(?:后|前)|^再过|"
    r"^(?:如果|要是|假如)?(?:换成|换作|换到|改成)|^[^，,。？?]{1,12}呢[，,]|^(?:反过来|相反|反之)"
)
# A thing told by 那 in the midst of a question may be told there for the first time.
_INNER = re.compile(r"(?<=[^，,。；我你])(?:这|那|该)(?:个|项|条|笔|些|份|样|几)")
LONGEST_CHAIN = 12  # questions each of which says only what changes in the one before it
NEW_TOPIC_WEIGHT = 9.0  # from which even 那…吗 asks its own question
STANDING_WEIGHT = 6.0  # weight of terms from which a short question has a topic of its own
TELLING_WEIGHT = 3.0  # of a term that two questions on one thing share
_SHORT = 16  # characters of a question that can hardly stand alone
_LONGEST_EMPTY = 30  # characters of one that names no thing of its own (由谁来审、几天内要办完)
_FILLER = re.compile(
    r"^(?:如果|要是|假如)?(?:换成|换作|换到|改成)|呢(?=[，,])|同样的?(?:岁数|年龄|情况|条件|标准)?(?=是?多少)|"
    r"[，,？?。]*(?:也是)?(?:同样|一样|相同)的?(?:问题|情况|事情?)[？?。]*$|^(?:那么|那|然后|还有|另外|再问一下|再问|接着|以及)[,，、]?|(?:那?(?:项|个|条|份))?(?:的)?呢\s*[？?]?\s*$|[？?。！!]\s*$"
)
_QUESTION_WORD = re.compile(
    r"什么|多少|几|谁|哪|怎|吗|(?<!那)么|何|多[久长大高远]|是不是|是否|能不能|可不可以|有没有|咋|啥|[^不]不[^不]|"
    r"了呢|的话呢?[？?]?$|^(?:那|那么)?(?:如果|要是|万一|若是?)"
)
_SUPPOSES = re.compile(
    r"^(?:那么?|那)?[，, ]*(?:如果|要是|万一|若是?|假如|假若)|的话[呢？?]*$|没[^，。]{1,6}呢[？?]?$"
)
_MORE = re.compile(
    r"^(?:那|那么|那就)?(?:还有(?:呢|吗|没有|什么|啥|别的(?:吗|呢)?|其[他它]的?(?:吗|呢)?)?|"
    r"(?:别|其[他它])的呢|(?:就|只有?)这(?:些|个|点|一条)(?:吗|了吗|么)?|没(?:有)?别的了(?:吗|么)?)[？?。!！]*$"
)
_POINTED = re.compile(
    r"(?:上面|前面|刚才|刚刚|上述|上边|你说)(?:说|讲|提到|列|写|列出)?的?(?:这|那)?"
    r"第([一二三四五六七八九十]|\d{1,2})(?:条|点|项|个|款|句)"
)
_CITED = re.compile(r"(?:\[\d+\])+$")


# What only points back at what was told.
_SAID_BEFORE = re.compile(
    r"^(?:那么|那)?(?:(?:你|您)?(?:刚才|刚刚|上面|前面)(?:你|您)?(?:说|讲|提到?|列)(?:的|到的|过的)"
    r"(?!(?:这|那)份)(?:(?:这|那)?(?:个|笔|项|些)|这|那)?|(?:这|那)(?:个|笔|项|些))"
    r"(?:钱|补贴|补助|津贴|奖励|奖金)?(?=[^，。？?的说呢]{2})(?!文件|办法|方案|政策|通知|细则|措施)"
)
# What corrects how a question was read, said before the question itself.
_DENIED = re.compile(
    r"^(?:不对|不是(?=[，,。！! 吧啊呀我问说]|这)|"
    r"不是(?![问说指])[^，,。！! ]{1,8}(?=[，,。！! ]+(?:我?(?:问|说|指)?的?是|而是|应该是))|错了|"
    r"你?(?:搞|弄|理解|看|说|答)错了|"
    r"我(?:说|问|打|写)错了|我不是(?=问|说|指))"
    r"[吧啊呀了]?[，,。！! ]*(?:(?:我)?不?(?:是)?(?:问|说|指)[^，,。]{1,8}[，,。！! ]+)?"
    r"(?:我(?:是想|想|要|就|只)?(?:问|说|指)的?是?|应该是|是|而是)?(?=[^，,。])"
)
# What says that the old topic is left.
_LEAVES = re.compile(
    r"^(?:好[的吧了]?[，,。 ]*)?(?:(?:我们?)?(?:换|转)个?(?:话题|问题|事)|"
    r"(?:先)?不(?:说|聊|问|谈)(?:这个|它|那个)了|(?:再|另外)?(?:问|说)(?:个|点|一个)?别的(?:事|问题)?|"
    r"另外?(?:一|1)个问题)[吧了]?[，,。：: ]*(?=.)"
)
_CLOSING = re.compile(
    r"(?:好[的吧嘞了]?|嗯+|哦+|行[了吧]?|明白了?|知道了?|懂了|清楚了|了解了?|收到|谢+|[你您啦了]|多谢|"
    r"你?(?:真|好)(?:厉害|棒|专业|快)|哈+|感谢|非常|太|辛苦了?|麻烦了?|再见|拜拜|没事了?|"
    r"没(?:别的)?问题了|不用了|ok|[，,。！!~～ ])+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question with what it leaves unsaid."""

    text: str  # the question's own words, fillers taken off
    previous: str | None  # the question it follows up; None where it stands alone
    is_linked: bool  # whether it points back in words (那…呢, 这个, 又是), not only by being short
    wants_more: bool = False  # whether it only asks what else there is (还有呢)
    is_bare: bool = False  # whether it names something and asks nothing: the earlier ask holds
    asks: bool = False  # whether it asks in words of its own (转学的怎么办, 逾期了呢)
    supposes: bool = False  # whether it asks what is if (要是没满呢)
    is_slightly_linked: bool = False  # linked by no more than a 那份 in its midst
    latest: str = ""  # what was asked last about the thing of `previous`, or `previous` itself


Weigh = Callable[[str], float]  # how much a text says of a thing, the words that only ask left out


def _weigh_alike(text: str) -> float:
    return STANDING_WEIGHT if text else 0.0


def is_closing(text: str) -> bool:
    """Whether a text only ends the talk (好的谢谢).

    >>> is_closing("好的，谢谢您！"), is_closing("好的，那梨溪呢")
    (True, False)
    """
    return _CLOSING.fullmatch(text.strip()) is not None


def leave_topic(text: str) -> str | None:
    """What is asked after words that leave the old topic (换个话题，); None without such words.

    >>> leave_topic("换个话题，校车谁管"), leave_topic("校车谁管")
    ('校车谁管', None)
    """
    found = _LEAVES.match(text.strip())
    return text.strip()[found.end() :] if found else None


def drop_denial(text: str) -> str | None:
    """What is meant, where a text begins by denying the reading; None where it does not.

    >>> drop_denial("不对，是龙川"), drop_denial("不是问这个，我问的是体检"), drop_denial("体检呢")
    ('龙川', '体检', None)
    """
    said = text.strip()
    found = _DENIED.match(said)
    return said[found.end() :] if found else None


_OPEN = re.compile(
    r"^(?:那么?)?[，, ]*(?:(?:他|她|它)们?|其(?![他它余中实])|"
    r"(?:这|那)(?:个|些|项|笔|份|种|里|样|边))|"
    r"^[^，。？?]*?(?:怎么办|咋办|怎么样|咋样)[？?]?$"
)


_WHY = re.compile(
    r"^(?:那么?|这|可|但)?(?:又|是|都)?(?:为什么|为啥|凭什么|凭啥|什么原因|啥原因|原因(?:是|呢)?(?:什么|啥)?)"
    r"(?:要?这[样么](?:规定|定|做)?|呢|呀|啊|会这样)?[？?]*$"
)


def asks_why(text: str) -> bool:
    """Whether a question only asks why (为什么要这样规定).

    >>> asks_why("为什么呢？"), asks_why("为什么要撤并学校")
    (True, False)
    """
    return _WHY.match(text.strip()) is not None


_WHERE = re.compile(
    r"^(?:那么?)?(?:这|那|它)?(?:个|些|条)?(?:是|都|又)?(?:在|出自|写在|规定在)?(?:文件|办法|方案|里面?)?的?"
    r"(?:(?:哪|第几)一?[条款章项节](?:里|中)?(?:规定|写|说|讲|提)?(?:的|着|了|到)?|"
    r"(?:出处|原文)(?:在|是)(?:哪里?|什么))(?:呢|啊|呀)?[？?]*$"
)


def asks_where(text: str) -> bool:
    """Whether a question only asks where what was told is written (是第几条规定的).

    >>> asks_where("是第几条规定的？"), asks_where("哪一条写的"), asks_where("哪条路线")
    (True, True, False)
    """
    return _WHERE.match(text.strip()) is not None


def leaves_open(text: str) -> bool:
    """Whether a question needs the one before to say what it asks, whatever it names.

    >>> leaves_open("他们的工资谁出"), leaves_open("转学的怎么办"), leaves_open("校车谁管")
    (True, True, False)
    """
    return _OPEN.search(text) is not None


def read_follow_up(
    text: str,
    history: tuple[Turn, ...],
    *,
    names_scope: bool,
    points: bool = False,
    weigh: Weigh = _weigh_alike,
) -> FollowUp:
    """Whether a question leans on the conversation.

    It does when it is short or points back, and it does not name its own document and topic at
    length. A question that names a document and says something else leans on nothing. `points`
    is whether it was found to point into the last answer.
    """
    if not history or is_closing(text) or leave_topic(text) is not None:
        return FollowUp(leave_topic(text) or text, None, False)
    denied = drop_denial(text)
    said = (denied or text).strip()
    linked = points or denied is not None or _LINKS.search(said) is not None
    short = len(said) <= _SHORT or (len(said) <= _LONGEST_EMPTY and weigh(said) < TELLING_WEIGHT)
    if not (linked or short) or (names_scope and not linked and len(said) > 10):
        return FollowUp(text, None, False)
    previous, latest = read_chain(history, weigh)
    if not previous:
        return FollowUp(text, None, False)
    own = drop_fillers(said) or text
    asks = _QUESTION_WORD.search(said) is not None
    return FollowUp(
        own,
        previous,
        linked,
        wants_more=_MORE.match(said) is not None,
        is_bare=linked and not asks,
        asks=asks,
        is_slightly_linked=not points and denied is None and _is_slightly_linked(said),
        supposes=_SUPPOSES.search(said) is not None,
        latest=latest,
    )


def _is_slightly_linked(text: str) -> bool:
    told = _INNER.sub("", text)
    return told != text and _LINKS.search(told) is None


def drop_fillers(text: str) -> str:
    """A question without the words that only join it to the one before.

    >>> drop_fillers("那松棠的呢？一样的问题")
    '松棠'
    """
    own = _SAID_BEFORE.sub("", text.strip()) or text.strip()
    while (shorter := _FILLER.sub("", own).strip()) != own:
        own = shorter
    return own or text


def read_chain(history: tuple[Turn, ...], weigh: Weigh) -> tuple[str, str]:
    """What the conversation is about, and what was asked of it last.

    It begins with the last question that has a topic of its own. Those after it put their words
    in the place of their like (那初中的呢), name another thing, which then goes first
    (那集体备课呢), ask for something else of the same thing (谁来管) or change the place alone.
    """
    chain: list[str] = []
    for turn in reversed(history[-LONGEST_CHAIN:]):
        left = leave_topic(turn.user)
        asked = left or drop_denial(turn.user) or turn.user
        if is_closing(asked):
            continue
        chain.insert(0, asked)
        linked = asked != turn.user or _LINKS.search(asked) is not None
        if left is not None or weigh(asked) >= (NEW_TOPIC_WEIGHT if linked else STANDING_WEIGHT):
            break
    topic = latest = chain[0] if chain else ""
    for asked in chain[1:]:
        own = drop_fillers(asked)
        whole = put_into(own, latest) or put_into(own, topic)
        if whole is not None:
            topic = latest = whole
        elif _QUESTION_WORD.search(asked):
            latest = asked
        elif weigh(asked) > 0:
            topic, latest = f"{own}，{topic}", f"{own}，{latest}"
    return topic, latest


_COUNTED_ITEMS = re.compile(r"共 (\d+) 项")


def find_pointed(text: str, history: tuple[Turn, ...]) -> tuple[str, str] | None:
    """The statement of the last answer that a question points to (上面第二条), and the rest of it.

    Statements are the lines with numbers of citations; in an answer without any, all but notes
    and headings. In an answer that counts its items (共 3 项) the words that open them are none.
    """
    found = _POINTED.search(text)
    if found is None or not history:
        return None
    lines = [line.strip() for line in history[-1].assistant.splitlines() if line.strip()]
    cited = [n for n, line in enumerate(lines) if _CITED.search(line)]
    plain = [n for n, line in enumerate(lines) if not line.startswith(("注意：", "【"))]
    statements = cited or plain
    counted = _COUNTED_ITEMS.search(history[-1].assistant)
    if counted is not None and len(statements) == int(counted[1]) + 1:
        statements = statements[1:]
    elif len(statements) > 2 and _CITED.sub("", lines[statements[0]]).endswith(("：", ":")):
        statements = statements[1:]  # what opens a list is none of its items
    wanted = parse_numeral(found[1])
    if not 0 < wanted <= len(statements):
        return None
    line = _CITED.sub("", lines[statements[wanted - 1]])
    titles = re.findall(r"《[^《》]+》", "\n".join(lines[: statements[wanted - 1]]))
    source = titles[-1] if titles and "《" not in line else ""
    return source + line, (text[: found.start()] + text[found.end() :]).strip("，, ")

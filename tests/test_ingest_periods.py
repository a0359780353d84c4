import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import PartialDate
from ingest.page_table import read_page_table
from ingest.periods import find_effective_period, says_end

ISSUED = PartialDate(2023, 5, 10)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("本通知自印发之日起施行，有效期至2025年12月31日。", "2023-05-10", "2025-12-31"),
        ("本办法自发布之日起三十日后施行，有效期五年。", "2023-06-09", "2028-06-08"),
        ("本意见自2024年1月起执行，有效期暂定3年。", "2024-01", "2026-12"),
        ("本办法有效期自2024年1月1日起至2026年12月31日止。", "2024-01-01", "2026-12-31"),
        ("本公告有效期为2024年1月1日至2024年12月31日。", "2024-01-01", "2024-12-31"),
        ("本办法自2022年7月1日起施行至2024年6月30日。", "2022-07-01", "2024-06-30"),
        ("本办法自2024年1月1日起至12月31日执行。", "2024-01-01", "2024-12-31"),
        ("本方案实施时间为2024年3月至2024年12月。", "2024-03", "2024-12"),
        ("本政策自发布之日起执行，至2025年12月31日终止。", "2023-05-10", "2025-12-31"),
        ("本方案自发布之日起施行，试行一年。", "2023-05-10", "2024-05-09"),
        ("本通知自下发之日起执行，执行期限3年。", "2023-05-10", "2026-05-09"),
        ("本办法由县教育局解释，自发布之日起实施。有效期三年。", "2023-05-10", "2026-05-09"),
        ("以上措施自印发之日起施行，有效期十五年。", "2023-05-10", "2038-05-09"),
        ("标准从2020年1月1日起执行。本通知有效期1年。", "None", "2024-05-09"),
        ("本规定自颁布之日起施行，原《规定》同时废止。", "2023-05-10", "None"),
        ("居住证自签发之日起有效期1年。", "None", "None"),
        ("本办法所称居住证有效期1年。", "None", "None"),
        ("报名时间为2024年3月1日至2024年3月5日。", "None", "None"),
        ("本通知规定的项目执行时间为2022年1月1日至2024年12月31日。", "None", "None"),
        ("该办法自2020年1月1日起施行，有效期5年。", "None", "None"),
        (
            "本办法自2022年1月1日起施行。2023年1月1日至2023年6月30日为过渡期。",
            "2022-01-01",
            "None",
        ),
    ],
)
def test_a_document_holds_as_long_as_it_says_of_itself(text: str, start: str, end: str) -> None:
    period = find_effective_period(text, ISSUED)
    assert (str(period.start), str(period.end)) == (start, end)
    assert (period.evidence or "") in text


def test_an_end_without_a_known_beginning_is_open_but_said() -> None:
    period = find_effective_period("本办法自印发之日起施行，有效期3年。", None)
    assert (period.start, period.end) == (None, None)
    period = find_effective_period("本办法自印发之日起施行，有效期至新规定出台为止。", ISSUED)
    assert period.end is None
    assert says_end(period.evidence or "")


@pytest.mark.parametrize(
    ("text", "start", "end", "void"),
    [
        ("生效日期：2024-01-02\n失效日期：2026-01-02", "2024-01-02", "2026-01-02", None),
        ("实施日期\n2024年1月2日\n失效日期\n\n发布日期：2024-01-01", "2024-01-02", "None", None),
        ("有 效 性 ： 已废止", "None", "None", "有 效 性 ： 已废止"),
        ("文件状态：失效；实施日期：2024-01-02；", "2024-01-02", "None", "文件状态：失效"),
        ("有效性：有效\n时效性：现行有效", "None", "None", None),
        ("旧办法的实施日期为2020年1月1日，现已失效。", "None", "None", None),
        ("失效日期：2026-01-02 10:00 发布日期", "None", "2026-01-02", None),
        ("失效日期：\n2026-01-02 10:00 发布", "None", "None", None),
    ],
)
def test_a_pages_table_gives_dates_and_a_void_state(
    text: str, start: str, end: str, void: str | None
) -> None:
    table = read_page_table(text)
    assert (str(table.start), str(table.end), table.void_words) == (start, end, void)


@given(
    st.text(alphabet="本办法通知自从起至施行有效期试年月日0123456789一十、，。：\n", max_size=200)
)
def test_periods_are_read_from_any_text(text: str) -> None:
    for issued in (None, ISSUED, PartialDate(2023)):
        period = find_effective_period(text, issued, read_page_table(text))
        assert (period.evidence or "") in text

import pytest

from ingest.dates import find_dates
from ingest.document_numbers import find_document_numbers


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2022 年 3⽉11⽇", ["2022-03-11"]),
        ("2021\n年\n2\n月\n2\n日", ["2021-02-02"]),
        ("二〇二三年九月十九日", ["2023-09-19"]),
        ("二○一八年十二月三十一日印发", ["2018-12-31"]),
        ("2021年12月-2022年2月", ["2021-12", "2022-02"]),
        ("到2025年", ["2025"]),
        ("2023-09-22 17:20", ["2023-09-22"]),
        ("2023年2月30日", []),
        ("共12023年级", []),
    ],
)
def test_dates_keep_their_precision(text: str, dates: list[str]) -> None:
    assert [str(found.date) for found in find_dates(text)] == dates


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("龙教〔2022〕12号", ["龙教〔2022〕12号"]),
        ("根据通知(粤府(2021)55号)精神", ["粤府(2021)55号"]),
        (
            "《意见》（国发〔2016〕40 号）、《细则》（教督〔2017〕6 号）",
            ["国发〔2016〕40 号", "教督〔2017〕6 号"],
        ),
        ("《办法》(省政府令第 222 号)", ["省政府令第 222 号"]),
        ("（xx 教督〔20xx〕x 号）", ["xx 教督〔20xx〕x 号"]),
        ("津工信电力\n〔\n2021\n〕\n2\n号", ["津工信电力〔2021〕2号"]),
        ("中华人民共和国国务院令第588号", ["中华人民共和国国务院令第588号"]),
        ("000000000/2023-12480", []),
        ("2023年第3号楼", []),
    ],
)
def test_document_numbers(text: str, numbers: list[str]) -> None:
    assert [found.number for found in find_document_numbers(text)] == numbers

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ClauseText, build_file
from vectorstore.units import GROUP, LONG_CLAUSE, group_sentences, make_units, order_passages
from vectorstore.words import NameIndex, character_grams, cut, find_quoted_names, normalise

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("按照粤府〔2021〕55号执行", "粤府〔2021〕55号"),
        ("按照粤府[2021]55号执行", "〔2021〕55号"),
        ("教基（２０２１）第８号", "〔2021〕8号"),
        ("依据第十二条处理", "第十二条"),
        ("第３章总则", "第3章"),
        ("见（三）", "(三)"),
        ("不低于９５．５％", "95.5%"),
        ("奖励1,500元", "1500"),
        ("20000元", "20000"),
        ("使用ＡＰＰ报名", "app"),
    ],
)
def test_numbers_are_never_broken(text: str, whole: str) -> None:
    assert whole in cut(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("⻅⻆⻉⻋⻓⻔", "见角贝车长门"),
        ("⻘⻚⻛⻝⻢⻬⻰", "青页风食马齐龙"),
        ("⺠⼈⼀", "民人一"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_odd_code_points_are_folded(written: str, meant: str) -> None:
    assert normalise(written) == meant


def test_names_are_kept_whole_beside_their_parts() -> None:
    names = NameIndex(["县教育体育局", "教育体育局", "新强师工程", "局"])
    words = cut("由县教育体育局实施新强师工程", names)
    assert {"县教育体育局", "新强师工程"} <= set(words)
    assert set(cut("由县教育体育局实施新强师工程")) <= set(words)
    assert names.find("") == []


def test_quoted_names_are_found_and_sentences_are_not() -> None:
    text = "实施“新强师工程”和“县管校聘”，做到“凡进必考、公开透明、择优录用、规范管理”。"
    assert find_quoted_names(text) == {"新强师工程", "县管校聘"}


def test_grams_do_not_join_what_punctuation_parts() -> None:
    assert character_grams("补助，教师2人") == ["补", "助", "补助", "教", "师", "教师", "人", "2"]


@given(st.text(max_size=60))
def test_no_token_holds_a_blank_and_cutting_never_raises(text: str) -> None:
    for token in (*cut(text), *character_grams(text)):
        assert token
        assert not any(letter.isspace() for letter in token)


@given(st.text("一二。！；\n，", max_size=900))
def test_sentence_groups_joined_are_the_text(text: str) -> None:
    assert "".join(group_sentences(text)) == text


def test_what_is_indexed_of_a_document() -> None:
    parsed = build_file(
        "a.txt",
        "标题",
        (
            ClauseText("一", "只有标题", "", (ClauseText("(一)", "", "内容。"),)),
            ClauseText("二", "有话说", "总的要求如下：", (ClauseText("(一)", "", "内容。"),)),
            ClauseText("三", "长", "每一句话都有一些内容。" * (LONG_CLAUSE // 5)),
        ),
    )
    passages = order_passages(parsed.documents[0])
    units = list(make_units(passages))
    assert [passages[u.ordinal].label for u in units if not u.is_group] == [
        "标题",
        "一 › （一）",
        "二",
        "二 › （一）",
        "三",
    ]
    groups = [unit.text for unit in units if unit.is_group]
    assert len(groups) > 1
    assert "".join(groups) == passages[-1].own_text
    assert all(len(group) < 2 * GROUP for group in groups)


def test_importing_the_store_loads_nothing_heavy() -> None:
    script = (
        "import sys, vectorstore.store, vectorstore.embed\n"
        "heavy = {'jieba', 'chromadb', 'torch', 'sentence_transformers', 'tokenizers'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_jieba_leaves_no_cache_behind(tmp_path: Path) -> None:
    script = "from vectorstore.words import cut; print(len(cut('教师补助')))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("2", "")
    assert list(tmp_path.iterdir()) == []

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.model import (
    DocumentId,
    DutyRole,
)
from ingest.references import ClauseRef
from tests.builders import ClauseText, build_file
from vectorstore.catalog import DATABASE_NAME, StoreSchemaError
from vectorstore.model import (
    PassageId,
    ReaderScope,
    SearchQuery,
    StoredParty,
    StoreLockedError,
    StoreNotWritableError,
    UnknownClauseError,
    UnknownDocumentError,
    WeightedText,
)
from vectorstore.store import ClauseStore
from vectorstore.units import order_passages

ROOT = Path(__file__).resolve().parent.parent

PAY = ClauseText(
    "一",
    "教师待遇",
    children=(
        ClauseText("(一)", "生活补助", "乡村教师每月发放生活补助500元。"),
        ClauseText("(二)", "职称评聘", "在乡村任教满30年的教师可直接评聘高级职称。"),
    ),
)
AID = ClauseText("二", "学生资助", "对家庭经济困难学生给予资助，落实“阳光助学”。")
MEASURES = build_file(
    "云溪县.txt",
    "云溪县教育十条措施",
    (PAY, AID),
    preamble="为促进教育发展，制定本措施。",
    parties=((DutyRole.LEAD, "县教育体育局"), (DutyRole.SUPPORT, "县财政局")),
)
PLAN = build_file(
    "青川市.txt",
    "青川市三年行动计划",
    (ClauseText("一", "校车安全", "校车由交通运输部门负责监管。"),),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ClauseStore]:
    with ClauseStore.open(tmp_path / "data", writable=True) as opened:
        opened.replace(MEASURES)
        opened.replace(PLAN)
        yield opened


def test_every_value_comes_back_as_it_was_filed(store: ClauseStore) -> None:
    document = store.document(DocumentId("云溪县"))
    assert document.title == "云溪县教育十条措施"
    assert (document.clause_count, document.file_name) == (4, "云溪县.txt")
    assert store.source_text(document.id) == MEASURES.text
    passages = store.passages(document.id)
    assert [p.label for p in passages] == ["标题", "引言", "一", "一 › （一）", "一 › （二）", "二"]
    for passage in passages:
        assert passage.text == MEASURES.text[passage.span.start : passage.span.end]
        assert store.passage(passage.id) == passage
    assert passages[2].own_text == "一、教师待遇。"
    assert passages[3].heading_path == ("教师待遇",)
    assert passages[3].parent == passages[2].id
    duty = store.duties()[0]
    assert duty.parties == (
        StoredParty(DutyRole.LEAD, "县教育体育局"),
        StoredParty(DutyRole.SUPPORT, "县财政局"),
    )
    assert (duty.passage, duty.deadline) == (passages[2], "2027年底前")
    benefit = store.benefits(frozenset({document.id}))[0]
    assert (benefit.name, benefit.amount, benefit.passage) == ("生活补助", "每月500元", passages[2])
    assert store.duties(frozenset({DocumentId("青川市")})) == ()
    assert store.content_hash("云溪县.txt") == MEASURES.content_hash
    assert store.content_hash("没有.txt") is None


def test_the_relatives_of_passages_are_those_just_above_and_just_under_them(
    store: ClauseStore,
) -> None:
    title, _, pay, first, second, aid = store.passages(DocumentId("云溪县"))
    assert store.relatives([first]) == (pay,)
    assert store.relatives([pay, aid]) == (first, second)
    assert store.relatives([title]) == store.relatives([]) == ()
    assert store.relatives([first], ReaderScope(frozenset({"internal"}))) == ()


def test_a_clause_is_found_by_its_reference(store: ClauseStore) -> None:
    found = store.clause(DocumentId("云溪县"), ClauseRef(("一", "(二)")))
    assert found.heading == "职称评聘"
    with pytest.raises(UnknownClauseError, match="三"):
        store.clause(DocumentId("云溪县"), ClauseRef(("三",)))


@pytest.mark.parametrize("passage_id", ["云溪县", "云溪县:", "云溪县:x", "云溪县:99", ":1"])
def test_an_id_that_no_passage_has_is_said_to_be_unknown(
    store: ClauseStore, passage_id: str
) -> None:
    with pytest.raises(UnknownClauseError):
        store.passage(PassageId(passage_id))


def test_an_unknown_document_is_said_to_be_unknown(store: ClauseStore) -> None:
    for ask in (store.document, store.passages, store.source_text):
        with pytest.raises(UnknownDocumentError) as raised:
            ask(DocumentId("没有"))
        assert "没有" in raised.value.message_zh


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("乡村教师补助多少钱", "生活补助"),
        ("任教满30年能评职称吗", "职称评聘"),
        ("困难学生资助", "学生资助"),
        ("阳光助学是什么", "学生资助"),
        ("校车归谁管", "校车安全"),
        ('"校车" OR NEAR(*', "校车安全"),
    ],
)
def test_the_clause_that_answers_comes_first(
    store: ClauseStore, question: str, heading: str
) -> None:
    hits = store.search(SearchQuery(question))
    assert hits[0].passage.heading == heading
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    fused = [hit.scores.fused for hit in hits]
    assert fused == sorted(fused, reverse=True)
    assert all(hit.scores.dense is None for hit in hits)


@pytest.mark.parametrize("question", ["", "  ", "，。！", "\0", "zzzz", "🙂"])
def test_a_question_without_known_words_finds_nothing(store: ClauseStore, question: str) -> None:
    assert store.search(SearchQuery(question)) == ()


def test_added_words_find_what_the_question_does_not_name(store: ClauseStore) -> None:
    assert store.search(SearchQuery("涨薪")) == ()
    hits = store.search(SearchQuery("涨薪", expansions=(WeightedText("生活补助", 0.4),)))
    assert hits[0].passage.heading == "生活补助"


def test_a_heading_alone_is_not_found_but_helps_its_children(store: ClauseStore) -> None:
    labels = {hit.passage.label for hit in store.search(SearchQuery("教师待遇"))}
    assert "一" not in labels
    assert {"一 › （一）", "一 › （二）"} <= labels


def test_replacing_takes_the_old_clauses_out(store: ClauseStore) -> None:
    store.replace(build_file("青川市.txt", "青川市新计划", (ClauseText("一", "", "操场建设。"),)))
    assert store.document(DocumentId("青川市")).title == "青川市新计划"
    assert store.search(SearchQuery("校车")) == ()
    assert store.search(SearchQuery("操场"))[0].passage.label == "一"
    assert "校车" not in store.vocabulary()
    assert store.vocabulary()["操场"] == 1


def test_removing_says_whether_the_file_was_held(store: ClauseStore) -> None:
    assert store.remove("云溪县.txt")
    assert not store.remove("云溪县.txt")
    assert [document.id for document in store.documents()] == ["青川市"]
    assert (store.duties(), store.benefits()) == ((), ())


def test_an_emptied_store_has_no_words_and_no_rows_left(store: ClauseStore, tmp_path: Path) -> None:
    for parsed in (MEASURES, PLAN):
        assert store.remove(parsed.file_name)
    assert dict(store.vocabulary()) == {}
    connection = sqlite3.connect(tmp_path / "data" / DATABASE_NAME)
    tables = ["files", "documents", "passages", "units", "segments", "words", "grams"]
    tables += ["duties", "names"]
    counts = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}
    history = connection.execute("SELECT file_name, text FROM history").fetchall()
    connection.close()
    assert set(counts.values()) == {0}
    assert dict(history) == {p.file_name: p.text for p in (MEASURES, PLAN)}


def test_a_scope_hides_a_document_everywhere(store: ClauseStore) -> None:
    assert store.set_visibility("云溪县.txt", "internal")
    hidden = DocumentId("云溪县")
    assert [document.id for document in store.documents()] == ["青川市"]
    assert store.search(SearchQuery("生活补助")) == ()
    assert store.search(SearchQuery("生活补助", document_ids=frozenset({hidden}))) == ()
    assert (store.duties(), store.benefits()) == ((), ())
    assert store.duties(frozenset({hidden})) == ()
    for ask in (store.document, store.passages, store.source_text):
        with pytest.raises(UnknownDocumentError):
            ask(hidden)
    with pytest.raises(UnknownDocumentError):
        store.passage(PassageId("云溪县:2"))
    staff = ReaderScope(frozenset({"public", "internal"}))
    assert store.search(SearchQuery("生活补助", scope=staff))[0].document.id == hidden
    store.replace(MEASURES)
    assert store.search(SearchQuery("生活补助")) == ()  # a new version stays hidden


def test_a_filter_loses_nothing_however_many_others_rank_higher(tmp_path: Path) -> None:
    better = tuple(ClauseText(f"第{n}条", "", f"生活补助{n}。") for n in range(1, 1101))
    worse = ClauseText("第1条", "", "关于其他事项以及" * 30 + "提到生活补助。")
    with ClauseStore.open(tmp_path, writable=True) as store:
        store.replace(build_file("多.txt", "多", better))
        store.replace(build_file("少.txt", "少", (worse,)))
        few = frozenset({DocumentId("少")})
        hits = store.search(SearchQuery("生活补助", document_ids=few))
        assert [hit.passage.label for hit in hits] == ["第1条"]
        assert store.search(SearchQuery("生活补助", document_ids=frozenset())) == ()
        assert len(store.search(SearchQuery("生活补助", limit=50))) == 50


def test_a_long_clause_is_found_once(tmp_path: Path) -> None:
    long = "".join(f"第{n}项工作由第{n}小组完成，按时报送。" for n in range(60)) + "食堂公开招标。"
    with ClauseStore.open(tmp_path, writable=True) as store:
        store.replace(build_file("长.txt", "长文", (ClauseText("一", "任务", long),)))
        store.replace(PLAN)
        labels = [hit.passage.label for hit in store.search(SearchQuery("食堂公开招标"))]
        assert labels.count("一") == 1
        assert store.vocabulary()["食堂"] == 1


def test_a_missing_folder_read_is_an_empty_store_and_stays_missing(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    with ClauseStore.open(folder) as store:
        assert store.documents() == ()
        assert store.search(SearchQuery("教师")) == ()
        assert not folder.exists()
        with pytest.raises(StoreNotWritableError):
            store.remove("x.txt")
        with ClauseStore.open(folder, writable=True) as writer:
            writer.replace(PLAN)
        assert len(store.documents()) == 1  # and it is noticed when it comes


def test_a_folder_that_cannot_be_made_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreNotWritableError) as raised:
        ClauseStore.open(tmp_path / "file" / "data", writable=True)
    assert "无法创建或写入" in raised.value.message_zh


@pytest.mark.parametrize("version", [0, 1, 99])
def test_a_database_of_another_version_is_refused(tmp_path: Path, version: int) -> None:
    ClauseStore.open(tmp_path, writable=True).close()
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    for writable in (False, True):
        with pytest.raises(StoreSchemaError, match=str(version)) as raised:
            ClauseStore.open(tmp_path, writable=writable).documents()
        assert "请换一个空目录重新导入文件" in raised.value.message_zh


def test_a_second_writer_is_refused_and_a_reader_is_not(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from vectorstore.store import ClauseStore\n"
        "from vectorstore.model import StoreLockedError\n"
        "data = Path(sys.argv[1])\n"
        "print(len(ClauseStore.open(data).documents()))\n"
        "try: ClauseStore.open(data, writable=True)\n"
        "except StoreLockedError as error: print(error.message_zh)\n"
    )
    with ClauseStore.open(tmp_path, writable=True) as store:
        store.replace(PLAN)
        command = [sys.executable, "-X", "utf8", "-c", script, str(tmp_path)]
        output = subprocess.run(
            command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        ).stdout
        assert output.splitlines()[0] == "1"
        assert "另一个进程正在写入" in output
        assert str(os.getpid()) in output
        with pytest.raises(StoreLockedError):
            ClauseStore.open(tmp_path, writable=True)
    ClauseStore.open(tmp_path, writable=True).close()  # free again


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    versions = [
        build_file(
            "甲.txt",
            f"标题{n}",
            tuple(ClauseText(f"第{k}条", "", f"内容{n}。") for k in range(1, n)),
        )
        for n in (3, 9)
    ]
    wanted = {v.documents[0].metadata.title: len(v.documents[0].clauses) + 1 for v in versions}
    seen: set[str] = set()
    stop = threading.Event()
    with ClauseStore.open(tmp_path, writable=True) as writer:
        writer.replace(versions[0])

        def write() -> None:
            for turn in range(60):
                writer.replace(versions[turn % 2])
            stop.set()

        thread = threading.Thread(target=write)
        thread.start()
        with ClauseStore.open(tmp_path) as reader:
            while not stop.is_set():
                passages = reader.passages(DocumentId("甲"))
                assert len(passages) == wanted[passages[0].text]
                seen.add(passages[0].text)
                hits = reader.search(SearchQuery("内容", limit=50))
                assert len({hit.document.title for hit in hits}) <= 1
        thread.join()
    assert seen <= set(wanted)


def test_many_threads_search_and_their_connections_go_with_them(store: ClauseStore) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(store.search(SearchQuery("教师")))))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
        thread.join()
    assert len(found) == 12
    assert len(set(found)) == 1
    assert found[0] > 0
    assert len(store._catalog._connections) <= 2


_TEXTS = st.text("教师学生补助0123。，；\n（）“”abc🙂\u3000", max_size=40)
_CLAUSES = st.recursive(
    st.builds(ClauseText, st.just("1"), _TEXTS, _TEXTS),
    lambda below: st.builds(
        ClauseText, st.just("一"), _TEXTS, _TEXTS, st.lists(below, max_size=3).map(tuple)
    ),
    max_leaves=8,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_CLAUSES, max_size=4), _TEXTS)
def test_stored_passages_equal_the_parsed_ones(
    store: ClauseStore, clauses: list[ClauseText], title: str
) -> None:
    parsed = build_file("任意.txt", title, tuple(clauses))
    store.replace(parsed)
    document = parsed.documents[0]
    stored = store.passages(document.id)
    drafts = order_passages(document)
    assert [(p.ordinal, p.label, p.kind, p.heading, p.heading_path) for p in stored] == [
        (d.ordinal, d.label, d.kind, d.heading, d.heading_path) for d in drafts
    ]
    assert [(p.span, p.own_end, p.text, p.has_children, p.inferred) for p in stored] == [
        (d.span, d.own_end, d.text, d.has_children, d.inferred) for d in drafts
    ]
    assert len(stored) == len(document.clauses) + len(document.leads)
    assert sorted(p.text for p in stored) == sorted(
        [clause.text for clause in document.clauses] + [lead.text for lead in document.leads]
    )

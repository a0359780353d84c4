"""The recipe of the shipped model, and the shipped model itself."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vectorstore.embed import BUILTIN, StaticEmbedder
from vectorstore.late import PieceTable, load_table

pytest.importorskip("torch", reason="training needs the extra 'neural'")

from tokenizers import Tokenizer

from vectorstore.training import pairs, recipe, vocabulary
from vectorstore.training.fit import Bags, Example, Schedule, embed, fit
from vectorstore.training.late import Asked, LateSchedule, fit_late, pad_pieces
from vectorstore.training.measure import index_terms, recalls, standardise
from vectorstore.training.save import save_model
from vectorstore.training.sources import Clause, LayQuestion, StardQuestion, parse_law
from vectorstore.training.vectors import count_neighbours, first_vectors

PIECES = dict.fromkeys(("教师", "补贴", "每月", "老师", "工资"), 10.0) | dict.fromkeys(
    "教师补贴每月老工资元多少60", 1.0
)
TEXTS = (
    "乡村教师补贴每月多少钱？",
    "⼉童⼊学（ＡＢ）60%",
    "",
    "𪚥𪚥",
    "。，！",
    "我在离城里四十多公里的小学校教书，" * 80,
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return vocabulary.make_tokenizer(PIECES)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("教师补贴", ["教师", "补贴"]),
        ("教师，补贴！", ["教师", "补贴"]),
        ("（教师）６０元", ["教师", "6", "0", "元"]),
        ("⽼师", ["老师"]),
        ("", []),
        ("、。 \n", []),
    ],
)
def test_words_are_pieces_and_marks_are_none(
    tokenizer: Tokenizer, text: str, pieces: list[str]
) -> None:
    assert tokenizer.encode(text).tokens == pieces


def test_the_compact_tokenizer_reads_back_the_same(tokenizer: Tokenizer) -> None:
    again = Tokenizer.from_str(vocabulary.dump_tokenizer(tokenizer))
    assert again.encode("老师工资多少").ids == tokenizer.encode("老师工资多少").ids


def test_rare_characters_and_marked_words_are_no_pieces() -> None:
    words = {"教师": 9.0, "50%": 9.0, "罕见": 1.0}
    chosen = vocabulary.choose_pieces(words, {"教": 3, "罕": 2}, 10)
    assert set(chosen) == {"教师", "教"}


def test_a_law_gives_its_articles_with_their_chapters() -> None:
    law = "# 甲\n\n通过\n\n<!-- INFO END -->\n\n## 第一章\n\n第一条 一。\n续。\n\n第十二条 二。\n"
    articles = parse_law("甲", law)
    assert [(a.heading, a.text) for a in articles] == [("第一章", "一。\n续。"), ("第一章", "二。")]


def test_neighbours_are_counted_both_ways_and_never_across_texts() -> None:
    counts = count_neighbours([[1, 2], [3], [], [4, 5]], 200, np.random.default_rng(0))
    assert (counts != counts.T).nnz == 0
    assert counts[2, 3] == counts[3, 4] == 0


def test_the_unknown_character_has_no_vector(tokenizer: Tokenizer) -> None:
    texts = [entry.ids for entry in tokenizer.encode_batch(["教师补贴每月"] * 400)]
    start = first_vectors(texts, tokenizer.get_vocab_size(), 4, np.random.default_rng(0))
    assert not start[0].any()
    assert start[1:].any(axis=1).all()


def test_bags_drop_pieces_but_never_all(tokenizer: Tokenizer) -> None:
    bags = Bags(tokenizer, ["教师补贴每月", "元", ""])
    for seed in range(20):
        rows = np.array([0, 1, 2, 0])
        pieces, starts = bags.draw(rows, 0.9, np.random.default_rng(seed))
        lengths = np.diff([*starts.tolist(), len(pieces)])
        assert (lengths >= 1).all()


def train_toy(tokenizer: Tokenizer, seed: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    start = rng.standard_normal((tokenizer.get_vocab_size(), 8)).astype(np.float32)
    start[0] = 0
    examples = [Example("老师工资", "教师补贴"), Example("多少", "每月")] * 8
    return fit(tokenizer, start, examples, Schedule(passes=60, batch=8, prefixes=(4,)), seed)


def test_training_brings_a_question_to_its_passage_and_repeats(tokenizer: Tokenizer) -> None:
    trained = train_toy(tokenizer, 1)
    questions = embed(tokenizer, trained, ["老师工资", "多少"])
    passages = embed(tokenizer, trained, ["教师补贴", "每月"])
    cosines = questions @ passages.T
    assert cosines[0, 0] > cosines[0, 1] + 0.2
    assert cosines[1, 1] > cosines[1, 0] + 0.2
    assert not trained[0].any()
    assert np.array_equal(trained, train_toy(tokenizer, 1))


CLAUSES = tuple(Clause(f"c{n}", "甲办法", "", f"教师补贴{n}元") for n in range(70))


def test_a_gold_clause_is_never_a_hard_negative() -> None:
    scores = np.arange(70, dtype=np.float32)[None, :]
    found = pairs.hard_negatives(
        {"问": {"c60"}}, CLAUSES, lambda asked: np.repeat(scores, len(asked), axis=0), (5, 20)
    )
    assert [clause.id for clause in found["问"]] == [f"c{n}" for n in range(64, 49, -1) if n != 60]


def make_sources() -> recipe.Sources:
    lay = tuple(LayQuestion(clause.id, f"问{clause.id}", "lay", True) for clause in CLAUSES)
    stard = tuple(StardQuestion(str(n), f"法{n}", ("c0",)) for n in range(50))
    return recipe.Sources(CLAUSES, stard, CLAUSES[:35], CLAUSES[35:], lay, (), CLAUSES, ())


@pytest.mark.parametrize(
    "split",
    [recipe.split_fifths, recipe.split_law, recipe.split_lay, recipe.split_policy],
)
def test_what_is_held_out_is_trained_on_nowhere(
    split: Callable[[recipe.Sources], recipe.Split],
) -> None:
    given = split(make_sources())
    assert not any(recipe.is_fifth(clause.id) for clause in given.clauses)
    assert not any(recipe.is_fifth(question.clause_id) for question in given.lay)
    assert not any(recipe.is_fifth("s" + question.id) for question in given.stard)
    whole = recipe.split_nothing(make_sources())
    assert len(whole.lay) == 70 > len(given.lay)


def test_word_search_ranks_the_passage_with_the_rarer_word_first() -> None:
    index = index_terms([[["教师", "补贴"]], [["教师", "工资"]], [["教师", "编制"]]])
    scores = index.score([["教师", "工资", "没有"]])
    assert scores[0].argmax() == 1
    assert recalls(standardise(scores), [(1,)], (1, 3)) == (1.0, 1.0)


def test_late_interaction_learns_which_pieces_of_a_clause_a_question_means(
    tokenizer: Tokenizer,
) -> None:
    texts = ("教师补贴", "教师60", "每月多少", "元", "补贴元", "每月60")
    clauses = tuple(Clause(str(n), "", "", text) for n, text in enumerate(texts))
    index = index_terms([(["教师"],) for _ in texts])
    start = np.random.default_rng(0).standard_normal((tokenizer.get_vocab_size(), 8))
    vectors = start.astype(np.float32)
    vectors[0] = 0
    asked = Asked(("老师工资", "多少元"), ((0,), (2,)), clauses, frozenset(range(6)))
    none = Asked((), (), (), frozenset())
    schedule = LateSchedule(dimensions=8, passes=400, batch=8, rate=0.02, dropout=0.0)
    lay, law = (asked, index), (none, index)
    rows = fit_late(tokenizer, vectors, lay, law, schedule, seed=1)
    table = PieceTable(rows)
    pieces = [table.find_known(tokenizer.encode(text).ids) for text in ("老师工资", *texts)]
    scores = table.match(pieces[:1], pieces[1:])[0]
    assert scores.argmax() == 0
    assert not rows[0].any()
    again = fit_late(tokenizer, vectors, lay, law, schedule, seed=1)
    np.testing.assert_allclose(rows, again, atol=1e-3)


def test_pieces_are_padded_once_each_and_cut_off(tokenizer: Tokenizer) -> None:
    padded = pad_pieces(tokenizer, ["教师教师补贴", "", "教师补贴每月"], 2)
    first, second = (tokenizer.token_to_id(piece) for piece in ("教师", "补贴"))
    assert padded.tolist() == [[first, second], [0, 0], [first, second]]


def test_recall_is_the_share_of_golds_found() -> None:
    scores = np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]], dtype=np.float32)
    assert recalls(scores, [(0, 2), (0,)], (1, 2, 3)) == (0.25, 0.25, 1.0)


needs_model = pytest.mark.skipif(
    not (BUILTIN / "tokenizer.json").is_file(), reason="no model is shipped"
)


def check_loaders_agree(folder: Path) -> None:
    library = pytest.importorskip("sentence_transformers")
    ours = StaticEmbedder(folder).embed_passages(list(TEXTS))
    model = library.SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    theirs = model.encode(list(TEXTS), show_progress_bar=False)
    assert theirs.dtype == np.float32
    np.testing.assert_allclose(ours, theirs, atol=2e-6)
    assert not ours[2:5].any()
    np.testing.assert_allclose(np.linalg.norm(ours[[0, 1, 5]], axis=1), 1, atol=1e-5)


def test_a_saved_model_gives_the_same_vectors_in_both_loaders(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((tokenizer.get_vocab_size(), 8)).astype(np.float32)
    vectors[0] = 0
    save_model(tmp_path, tokenizer, vectors)
    ours = StaticEmbedder(tmp_path).embed_query("教师补贴")
    expected = vectors[tokenizer.encode("教师补贴").ids].mean(axis=0)
    assert ours @ expected / np.linalg.norm(expected) > 0.9999


@needs_model
def test_the_shipped_model_gives_the_same_vectors_in_both_loaders() -> None:
    check_loaders_agree(BUILTIN)


@needs_model
def test_the_shipped_model_has_a_row_for_each_piece_in_its_late_table() -> None:
    pieces = Tokenizer.from_file(str(BUILTIN / "tokenizer.json")).get_vocab_size()
    assert load_table(BUILTIN, pieces) is not None


@needs_model
def test_the_shipped_model_stays_under_ten_megabytes() -> None:
    assert sum(path.stat().st_size for path in BUILTIN.rglob("*") if path.is_file()) < 10_000_000


@needs_model
@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "老师工资一个月能拿多少",
            "教师平均工资收入水平不低于当地公务员",
            "校车司机应当持有许可",
        ),
        ("娃上幼儿园要交啥钱", "学前儿童入园保育教育费收费标准", "教师职称评审办法"),
        ("被同学打了学校管不管", "学校应当建立学生欺凌防控工作制度", "教育经费纳入财政预算"),
    ],
)
def test_everyday_words_lie_near_official_ones(question: str, answer: str, other: str) -> None:
    embedder = StaticEmbedder(BUILTIN)
    right, wrong = embedder.embed_passages([answer, other]) @ embedder.embed_query(question)
    assert right > wrong

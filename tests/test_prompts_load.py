import pytest

from prompts.load import PromptError, load_prompt, parse_prompt

GOOD = "placeholders: a, b\n=== system ===\n{{a}} 只答\n=== user ===\n{{b}}和{{a}}"


@pytest.mark.parametrize(
    ("name", "placeholders"),
    [
        ("answer", {"fence", "material", "question"}),
        ("follow_up", {"fence", "history", "question"}),
        ("search_words", {"question"}),
    ],
)
def test_every_shipped_prompt_loads_with_its_placeholders(
    name: str, placeholders: set[str]
) -> None:
    prompt = load_prompt(name)
    assert prompt.placeholders == placeholders
    filled = prompt.fill(**dict.fromkeys(placeholders, "值"))
    assert "{{" not in filled.system + filled.user
    assert "值" in filled.user


def test_answering_instructions_are_never_among_the_material() -> None:
    filled = load_prompt("answer").fill(fence="F", material="条款", question="问")
    assert "条款" not in filled.user.replace("条款", "", 1)
    assert filled.user.index("条款") < filled.user.index("问题：问")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "placeholders: a\n=== system ===\n{{a}}",
        GOOD.replace("a, b", "a"),
        GOOD.replace("a, b", "a, b, c"),
        GOOD.replace("{{b}}和{{a}}", " ").replace("a, b", "a"),
        "=== system ===\nx\n=== user ===\ny",
    ],
)
def test_a_file_whose_placeholders_or_parts_disagree_is_refused(text: str) -> None:
    with pytest.raises(PromptError, match="'bad'"):
        parse_prompt("bad", text)


@pytest.mark.parametrize(
    "values", [{"a": "1"}, {"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": " "}, {}]
)
def test_missing_surplus_and_empty_values_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(PromptError):
        parse_prompt("good", GOOD).fill(**values)


def test_a_value_is_not_searched_for_placeholders() -> None:
    filled = parse_prompt("good", GOOD).fill(a="{{b}}", b="{{a}}")
    assert filled.user == "{{a}}和{{b}}"


@pytest.mark.parametrize("name", ["nothing_here", "../assistant/draft", "Answer"])
def test_an_unknown_prompt_is_named(name: str) -> None:
    with pytest.raises(PromptError) as caught:
        load_prompt(name)
    assert name in str(caught.value)
    assert caught.value.message_zh

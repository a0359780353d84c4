"""Another LangChain chat model, named by its class, drafts like one of an OpenAI address."""

import datetime

import pytest
from pydantic import SecretStr

from assistant.language_model.failure import ModelError, ModelFailure
from assistant.language_model.provider import find_provider, make_model
from assistant.llm import ChatModelDrafter, ModelSettings
from assistant.model import Evidence
from tests.clauses import make_document, make_hits
from tests.model_server import run_model_server

EVIDENCE = Evidence(
    "公布什么",
    make_hits(make_document(1, "办法"), ("学校应当每年公布经费。",)),
    datetime.date(2025, 1, 1),
)


def test_a_class_named_with_its_model_drafts_like_any() -> None:
    with run_model_server() as server:
        settings = ModelSettings(
            server.base_url, "langchain_openai:ChatOpenAI/scripted", SecretStr("key"), retries=0
        )
        drafts = list(ChatModelDrafter(settings).draft(EVIDENCE))
        assert [draft.text for draft in drafts] == ["学校应当每年公布经费。"]
        assert server.requests[0]["model"] == "scripted"


@pytest.mark.parametrize("name", ["langchain_absent:ChatAbsent/m", "langchain_openai:ChatNone/m"])
def test_a_class_that_is_not_installed_is_an_error_that_says_so(name: str) -> None:
    settings = ModelSettings("http://127.0.0.1:9/v1", name, retries=0)
    with pytest.raises(ModelError) as failed:
        list(ChatModelDrafter(settings).draft(EVIDENCE))
    assert failed.value.kind is ModelFailure.NOT_INSTALLED
    assert "没有安装" in failed.value.message_zh


def test_neither_an_address_nor_a_key_is_made_up() -> None:
    provider = find_provider("types:SimpleNamespace/m")
    assert provider is not None
    model = make_model(provider, base_url="-", api_key=SecretStr(""), temperature=None)
    assert vars(model) == {"model": "m"}


@pytest.mark.parametrize("name", ["qwen2.5:7b", "Qwen/Qwen2.5-7B", "deepseek-chat", "a:b/c"])
def test_names_of_openai_compatible_services_name_no_class(name: str) -> None:
    assert find_provider(name) is None

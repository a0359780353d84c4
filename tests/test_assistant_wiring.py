import datetime
from pathlib import Path

import pytest

from assistant.llm import ChatModelDrafter, ModelSettings
from assistant.settings import Settings, load_settings
from assistant.wiring import (
    build_assistant,
    build_drafter,
    build_embedder,
    build_reranker,
    make_calendar,
    open_store,
)
from tests.tiny_models import make_cross_encoder, make_embedding_model
from vectorstore.embed import SentenceTransformerEmbedder
from vectorstore.model import ModelError


def test_without_a_model_address_there_is_no_drafter(tmp_path: Path) -> None:
    settings = load_settings({"data_dir": tmp_path, "model_base_url": "", "embedder": "none"})
    assert build_drafter(settings) is None
    with open_store(settings) as store:
        assert build_assistant(settings, store).store is store


def test_a_model_address_gives_a_drafter(tmp_path: Path) -> None:
    settings = load_settings({"model_base_url": "http://127.0.0.1:9/v1", "model_name": "m"})
    assert isinstance(build_drafter(settings), ChatModelDrafter)


def test_the_model_defaults_are_those_of_the_drafter() -> None:
    settings = Settings(model_base_url="http://127.0.0.1:9/v1", model_name="m")
    usual = ModelSettings(base_url="http://127.0.0.1:9/v1", model="m")
    assert settings.model_timeout_seconds == usual.timeout_s
    assert settings.model_max_tokens == usual.max_tokens
    assert settings.model_max_tokens_field == usual.max_tokens_field
    assert settings.model_retries == usual.retries


def test_the_day_is_the_one_set_else_today() -> None:
    day = datetime.date(2025, 1, 2)
    assert make_calendar(Settings(as_of=day))() == day
    assert make_calendar(Settings())() == datetime.date.today()


def test_the_reranker_set_reads_the_hits_and_one_that_is_not_there_is_said(
    tmp_path: Path,
) -> None:
    folder = make_cross_encoder(tmp_path / "amounts", steps=0)
    assert build_reranker(Settings()) is None
    found = build_reranker(Settings(reranker=str(folder)))
    assert found is not None
    assert found.reranker.name.startswith("cross-encoder:")
    with open_store(Settings(data_dir=tmp_path / "data", embedder="none")) as store:
        nowhere = Settings(reranker=str(tmp_path / "nothing"))
        with pytest.raises(ModelError, match="nothing"):
            build_assistant(nowhere, store)


def test_the_instruction_set_goes_before_questions(tmp_path: Path) -> None:
    folder = make_embedding_model(tmp_path / "model", {"query": "问："})
    for given, wanted in (("请找条文：", "请找条文："), ("", "问：")):
        embedder = build_embedder(Settings(embedder=str(folder), embedder_instruction=given))
        assert isinstance(embedder, SentenceTransformerEmbedder)
        assert embedder.query_prompt == wanted


def test_an_embedder_that_is_not_there_is_said(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, embedder=str(tmp_path / "nothing"))
    with pytest.raises(ModelError):
        open_store(settings)

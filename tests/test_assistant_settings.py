import dataclasses
import datetime
from pathlib import Path

import pytest

from assistant.settings import (
    Settings,
    SettingsError,
    find_unknown_variables,
    format_table,
    load_settings,
)
from assistant.wiring import make_limits
from ingest.limits import DEFAULT_LIMITS, Limits


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in (*Settings.model_fields, "config"):
        monkeypatch.delenv(f"POLICY_{key.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.host == "127.0.0.1"
    assert settings.port == 8000
    assert settings.as_of is None
    assert settings.data_dir == Path("data")


def test_flags_win_over_variables_over_file_over_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "policy-assistant.toml").write_text(
        'port = 9001\nhost = "127.0.0.2"\nmodel_name = "甲"\n', "utf-8"
    )
    monkeypatch.setenv("POLICY_PORT", "9002")
    monkeypatch.setenv("POLICY_HOST", "127.0.0.3")
    settings = load_settings({"port": 9003, "data_dir": None})
    assert (settings.port, settings.host, settings.model_name) == (9003, "127.0.0.3", "甲")
    assert settings.model_retries == 1


def test_a_file_named_by_the_variable_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other.toml").write_text("as_of = 2025-03-01\n", "utf-8")
    monkeypatch.setenv("POLICY_CONFIG", str(tmp_path / "other.toml"))
    assert load_settings().as_of == datetime.date(2025, 3, 1)


def test_an_empty_variable_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_AS_OF", "")
    assert load_settings().as_of is None


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("port", "abc", ("port", "'abc'", "环境变量 POLICY_PORT", "1 到 65535 的整数")),
        ("port", "70000", ("'70000'", "1 到 65535 的整数")),
        ("as_of", "明天", ("as_of", "'明天'", "日期，如 2026-01-31")),
        ("log_level", "LOUD", ("log_level", "'LOUD'", "WARNING")),
        ("model_timeout_seconds", "0", ("model_timeout_seconds", "0 到 600 之间的数")),
    ],
)
def test_a_wrong_value_is_reported_with_key_value_source_and_wanted_type(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv(f"POLICY_{key.upper()}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    for word in words:
        assert word in caught.value.message_zh


def test_a_wrong_flag_names_the_flag() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"port": "x"})
    assert "参数 --port" in caught.value.message_zh


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 1\n", ("prot", "policy-assistant.toml")),
        ("port = \n", ("TOML",)),
        ("port = 'x'\n", ("port", "'x'", "policy-assistant.toml")),
    ],
)
def test_a_slip_in_the_file_is_reported_with_the_file(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "policy-assistant.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    for word in words:
        assert word in caught.value.message_zh


def test_a_missing_named_file_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CONFIG", "nowhere.toml")
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        load_settings()


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_MODEL_API_KEY", "sk-very-secret")
    settings = load_settings()
    assert "sk-very-secret" not in repr(settings)
    assert settings.model_api_key.get_secret_value() == "sk-very-secret"


def test_a_model_address_needs_a_model_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_MODEL_BASE_URL", "http://127.0.0.1:1/v1")
    with pytest.raises(SettingsError, match="model_name"):
        load_settings()


def test_variables_that_set_nothing_are_found() -> None:
    environ = {"POLICY_PROT": "1", "POLICY_PORT": "1", "POLICY_CONFIG": "x", "PATH": "y"}
    assert find_unknown_variables(environ) == ("POLICY_PROT",)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_has_a_row_for_every_setting(language: str) -> None:
    table = format_table("zh" if language == "zh" else "en")
    assert len(table.splitlines()) == len(Settings.model_fields) + 2


def test_ingest_limits_have_the_same_defaults_here_and_there() -> None:
    assert make_limits(load_settings()) == DEFAULT_LIMITS


def test_ingest_limits_come_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_INGEST_MAX_PAGES", "7")
    assert make_limits(load_settings()).pages == 7
    monkeypatch.setenv("POLICY_INGEST_MAX_PAGES", "0")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "应为1 到 1000000 的整数" in caught.value.message_zh


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Limits)])
def test_every_ingest_limit_is_a_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = getattr(DEFAULT_LIMITS, name) - 1
    monkeypatch.setenv(f"POLICY_INGEST_MAX_{name.upper()}", str(other))
    assert make_limits(load_settings()) == dataclasses.replace(DEFAULT_LIMITS, **{name: other})

"""What can be set, where from, and what to say when a value is wrong.

Flags win over `POLICY_…` variables, those over the file (`policy-assistant.toml` in the working
directory, or the one that `POLICY_CONFIG` names), that over the defaults. Settings are read once,
at a door, and passed down as plain arguments. `python -m assistant.settings` prints the table that
stands in the README, `--zh` the Chinese one.
"""

import datetime
import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from ingest.limits import DEFAULT_LIMITS

PREFIX = "POLICY_"
CONFIG_VARIABLE = "POLICY_CONFIG"
DEFAULT_CONFIG = "policy-assistant.toml"


class SettingsError(Exception):
    """A setting that cannot be used; `message_zh` names key, value, source and wanted type."""

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


def _field(default: Any, english: str, chinese: str, wanted: str) -> Any:
    return Field(
        default=default, description=english, json_schema_extra={"zh": chinese, "wanted": wanted}
    )


class Settings(BaseSettings):
    """The settings of one process, checked."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        protected_namespaces=(),
    )

    data_dir: Path = _field(
        Path("data"), "folder of the library (one writer at a time)", "资料库文件夹", "文件夹路径"
    )
    host: Annotated[str, Field(min_length=1)] = _field(
        "127.0.0.1", "address to serve on", "服务地址", "本机地址，如 127.0.0.1"
    )
    port: Annotated[int, Field(ge=1, le=65535)] = _field(
        8000, "port to serve on", "服务端口", "1 到 65535 的整数"
    )
    as_of: datetime.date | None = _field(
        None,
        "day for which validity is judged; empty: today",
        "按哪一天判断文件效力；不填为当天",
        "日期，如 2026-01-31",
    )
    embedder: str = _field(
        "",
        "folder or name of a sentence-transformers model already on this machine; "
        "empty: what ships with the package; `none`: words alone",
        "本机已有的 sentence-transformers 模型（文件夹或名称）；不填用自带的，none 为只按字词查找",
        "模型的文件夹或名称",
    )
    embedder_instruction: str = _field(
        "",
        "put before questions for that model; empty: what the model itself asks for",
        "用上述模型时放在问题前面的指令；不填用模型自己的",
        "文字",
    )
    reranker: str = _field(
        "",
        "folder or name of a CrossEncoder model already on this machine, which reads the best hits "
        "once more; empty: none",
        "本机已有的 CrossEncoder 重排模型（文件夹或名称），把最好的条文再细读一遍；不填则不用",
        "模型的文件夹或名称",
    )
    model_base_url: str = _field(
        "",
        "OpenAI-compatible address of a language model; empty: answers are composed without one",
        "语言模型服务地址（OpenAI 接口）；不填则不用语言模型",
        "网址，如 http://127.0.0.1:11434/v1",
    )
    model_name: str = _field("", "name of that model", "语言模型名称", "文字")
    model_api_key: SecretStr = _field(
        SecretStr(""), "key of that address, never logged", "语言模型服务密钥，不写入日志", "文字"
    )
    model_timeout_seconds: Annotated[float, Field(gt=0, le=600)] = _field(
        60.0,
        "time for a whole draft, retries included; then the answer is composed without the model",
        "等待语言模型的最长秒数（含重试），超过就不用模型直接给出回答",
        "0 到 600 之间的数",
    )
    model_max_tokens: Annotated[int, Field(ge=16, le=32_768)] = _field(
        1500, "longest draft", "语言模型最多输出的 token 数", "16 到 32768 的整数"
    )
    model_max_tokens_field: Literal["max_tokens", "max_completion_tokens", "none"] = _field(
        "max_tokens",
        "field that carries it to the server; `none`: not sent",
        "上一项用哪个字段传给服务，none 为不传",
        "max_tokens、max_completion_tokens 或 none",
    )
    model_retries: Annotated[int, Field(ge=0, le=10)] = _field(
        1, "further tries after a failure", "失败后再试的次数", "0 到 10 的整数"
    )
    max_request_bytes: Annotated[int, Field(ge=1024, le=100_000_000)] = _field(
        1_000_000, "largest request body", "请求正文的最大字节数", "1024 到 100000000 的整数"
    )
    max_history_turns: Annotated[int, Field(ge=0, le=1_000)] = _field(
        20,
        "earlier questions of a conversation that are looked at; older ones are passed over",
        "一次提问最多带上的前几轮对话，更早的不看",
        "0 到 1000 的整数",
    )
    ingest_max_file_bytes: Annotated[int, Field(ge=1024, le=4 * 2**30)] = _field(
        DEFAULT_LIMITS.file_bytes,
        "largest file that is read, an archive's members too",
        "能导入的最大文件（压缩包里的文件也算），字节",
        "1024 到 4294967296 的整数",
    )
    ingest_max_archive_files: Annotated[int, Field(ge=1, le=1_000_000)] = _field(
        DEFAULT_LIMITS.archive_files,
        "most files of one zip archive",
        "一个 zip 压缩包里最多的文件数",
        "1 到 1000000 的整数",
    )
    ingest_max_unpacked_bytes: Annotated[int, Field(ge=1024, le=64 * 2**30)] = _field(
        DEFAULT_LIMITS.unpacked_bytes,
        "most bytes that one zip archive, Office or OFD file unpacks to",
        "一个 zip 压缩包、一个 Office 或 OFD 文件解压后的最大总字节数",
        "1024 到 68719476736 的整数",
    )
    ingest_max_unpacked_ratio: Annotated[int, Field(ge=2, le=100_000)] = _field(
        DEFAULT_LIMITS.unpacked_ratio,
        "most times its packed size that a file of an archive unpacks to (past 4 MB)",
        "压缩包里的文件解压后最多是压缩时的多少倍（4 MB 以下不限）",
        "2 到 100000 的整数",
    )
    ingest_max_part_bytes: Annotated[int, Field(ge=1024, le=4 * 2**30)] = _field(
        DEFAULT_LIMITS.part_bytes,
        "largest part of an Office or OFD file when unpacked, and largest web page",
        "Office、OFD 文件内部单个部分解压后、单个网页的最大字节数",
        "1024 到 4294967296 的整数",
    )
    ingest_max_elements: Annotated[int, Field(ge=1000, le=1_000_000_000)] = _field(
        DEFAULT_LIMITS.elements,
        "most XML elements of one part of an Office or OFD file (a cell of a sheet is two)",
        "Office、OFD 文件内部单个部分最多的 XML 元素数（一个单元格为两个）",
        "1000 到 1000000000 的整数",
    )
    ingest_max_characters: Annotated[int, Field(ge=1000, le=1_000_000_000)] = _field(
        DEFAULT_LIMITS.characters,
        "most characters of one file",
        "一个文件最多的字数",
        "1000 到 1000000000 的整数",
    )
    ingest_max_cells: Annotated[int, Field(ge=100, le=100_000_000)] = _field(
        DEFAULT_LIMITS.cells,
        "most filled cells of one sheet",
        "一个工作表最多的非空单元格数",
        "100 到 100000000 的整数",
    )
    ingest_max_pages: Annotated[int, Field(ge=1, le=1_000_000)] = _field(
        DEFAULT_LIMITS.pages,
        "most pages of a PDF or OFD file",
        "PDF、OFD 文件的最多页数",
        "1 到 1000000 的整数",
    )
    ingest_max_scanned_pages: Annotated[int, Field(ge=1, le=100_000)] = _field(
        DEFAULT_LIMITS.scanned_pages,
        "most pages of one scan that are recognised, about a second each",
        "一个扫描件最多识别的页数，每页约一秒",
        "1 到 100000 的整数",
    )
    ingest_max_page_image_bytes: Annotated[int, Field(ge=0, le=4 * 2**30)] = _field(
        DEFAULT_LIMITS.page_image_bytes,
        "most bytes of page pictures kept of one recognised file",
        "一个扫描件最多保存多少字节的页面图片",
        "0 到 4294967296 的整数",
    )
    ingest_max_picture_pixels: Annotated[int, Field(ge=10_000, le=2_000_000_000)] = _field(
        DEFAULT_LIMITS.picture_pixels,
        "most pixels of one picture",
        "一张图片的最多像素数",
        "10000 到 2000000000 的整数",
    )
    ingest_max_office_seconds: Annotated[float, Field(gt=0, le=3600)] = _field(
        DEFAULT_LIMITS.office_seconds,
        "longest time that LibreOffice may take for one file",
        "LibreOffice 转换一个文件的最长秒数",
        "0 到 3600 之间的数",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _field(
        "WARNING", "how much is logged to stderr", "日志级别", "DEBUG、INFO、WARNING 或 ERROR"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  no .env file
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  no secrets folder
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then variables, then the file."""
        path = _config_path(os.environ)
        found = InitSettingsSource(settings_cls, _read_config(path) if path else {})
        return init_settings, env_settings, found


def _config_path(environ: Mapping[str, str]) -> Path | None:
    named = environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    usual = Path(DEFAULT_CONFIG)
    return usual if usual.is_file() else None


def _read_config(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(
            f"reading the settings file {str(path)!r}: {error}",
            message_zh=f"设置文件“{path}”打不开，请检查路径（环境变量 {CONFIG_VARIABLE}）和权限。",
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"reading the settings file {str(path)!r}: expected TOML in UTF-8, found {error}",
            message_zh=f"设置文件“{path}”不是正确的 TOML 文件（UTF-8 编码）：{error}",
        ) from error


def load_settings(flags: Mapping[str, object] | None = None) -> Settings:
    """The settings for this process; flags of value None count as not given.

    Raises SettingsError on the first value that cannot be used.
    """
    given: dict[str, Any] = {
        key: value for key, value in (flags or {}).items() if value is not None
    }
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise _explain(error, given) from error
    if settings.model_base_url and not settings.model_name:
        raise SettingsError(
            f"model_base_url is {settings.model_base_url!r} and model_name is empty, expected both",
            message_zh="已设置语言模型地址 model_base_url，还需要设置模型名称 model_name。",
        )
    return settings


def _explain(error: ValidationError, flags: Mapping[str, object]) -> SettingsError:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"][:1])
    source = _name_source(key, flags)
    if first["type"] == "extra_forbidden":
        return SettingsError(
            f"unknown setting {key!r} from {source}, expected one of "
            f"{sorted(Settings.model_fields)}",
            message_zh=f"没有“{key}”这一项设置（来自{source}）。可用的设置见说明书的设置表。",
        )
    field = Settings.model_fields[key]
    value = "（密钥，不显示）" if field.annotation is SecretStr else repr(first["input"])
    return SettingsError(
        f"setting {key!r} = {value} from {source}: {first['msg']}",
        message_zh=f"设置 {key} 的值 {value} 不对（来自{source}）：应为{_note(field, 'wanted')}。",
    )


def _name_source(key: str, flags: Mapping[str, object]) -> str:
    if key in flags:
        return f"参数 --{key.replace('_', '-')}"
    variable = PREFIX + key.upper()
    if any(name.upper() == variable for name in os.environ):
        return f"环境变量 {variable}"
    return f"文件 {_config_path(os.environ)}"


def find_unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The `POLICY_…` variables that set nothing: most often a slip of the pen."""
    known = {PREFIX + key.upper() for key in Settings.model_fields} | {CONFIG_VARIABLE}
    return tuple(
        sorted(name for name in environ if name.startswith(PREFIX) and name.upper() not in known)
    )


def _note(field: FieldInfo, key: str) -> str:
    notes = field.json_schema_extra
    if not isinstance(notes, dict):
        raise TypeError(f"expected a setting made by _field, found {field!r}")
    return str(notes[key])


def format_table(language: Literal["en", "zh"] = "en") -> str:
    """The settings as a Markdown table, in the order of the model.

    >>> print(format_table().splitlines()[2])
    | `data_dir` | `POLICY_DATA_DIR` | `data` | folder of the library (one writer at a time) |
    """
    heads = {
        "en": ("setting (file)", "variable", "default", "what it is"),
        "zh": ("设置项（文件中）", "环境变量", "默认值", "含义"),
    }[language]
    rows = [heads, ("---",) * len(heads)]
    for key, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if _is_secret(field) else field.default
        shown = f"`{default}`" if default not in (None, "") else ""
        meaning = str(field.description) if language == "en" else _note(field, "zh")
        rows.append((f"`{key}`", f"`{PREFIX}{key.upper()}`", shown, meaning))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def _is_secret(field: FieldInfo) -> bool:
    return isinstance(field.default, SecretStr)


if __name__ == "__main__":
    sys.stdout.write(format_table("zh" if "--zh" in sys.argv[1:] else "en"))

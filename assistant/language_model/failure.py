"""Why a language model gave no usable draft, and what a person is told."""

from enum import StrEnum

from assistant.verifying.draft import DraftingError


class ModelFailure(StrEnum):
    """Why a model gave no usable draft."""

    RESTING = "resting"  # the breaker is open: it was not asked
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    SERVER_ERROR = "server_error"
    BUSY = "busy"
    KEY_REJECTED = "key_rejected"
    UNKNOWN_MODEL = "unknown_model"
    REQUEST_REJECTED = "request_rejected"
    NOT_INSTALLED = "not_installed"  # the LangChain class that the model's name asks for
    UNREADABLE = "unreadable"  # the response is not of the protocol
    EMPTY = "empty"
    UNFINISHED = "unfinished"  # it broke off or ran past its limit
    NOT_STATEMENTS = "not_statements"
    NOTHING_SUPPORTED = "nothing_supported"  # the model says that the clauses do not answer


_IN_CHINESE = {
    ModelFailure.RESTING: "语言模型近来多次没有正常答复，暂时停用",
    ModelFailure.UNREACHABLE: "连接不上语言模型服务",
    ModelFailure.TIMEOUT: "语言模型没有在规定时间内答复",
    ModelFailure.SERVER_ERROR: "语言模型服务出错",
    ModelFailure.BUSY: "语言模型服务繁忙",
    ModelFailure.KEY_REJECTED: "语言模型服务不接受所配置的密钥",
    ModelFailure.UNKNOWN_MODEL: "语言模型服务中没有所配置的模型或地址有误",
    ModelFailure.REQUEST_REJECTED: "语言模型服务不接受这次请求",
    ModelFailure.NOT_INSTALLED: "没有安装所配置的语言模型接口",
    ModelFailure.UNREADABLE: "语言模型服务的答复无法识别",
    ModelFailure.EMPTY: "语言模型没有写出任何内容",
    ModelFailure.UNFINISHED: "语言模型的回答没有写完",
    ModelFailure.NOT_STATEMENTS: "语言模型的回答没有注明条款，无法核对",
    ModelFailure.NOTHING_SUPPORTED: "语言模型没有在条款中找到答案",
}
RETRIED = frozenset(
    {
        ModelFailure.UNREACHABLE,
        ModelFailure.TIMEOUT,
        ModelFailure.SERVER_ERROR,
        ModelFailure.BUSY,
    }
)


class ModelError(DraftingError):
    """What went wrong with a model; `kind` says what, `message_zh` says it to a person."""

    def __init__(self, kind: ModelFailure, detail: str) -> None:
        super().__init__(
            f"the language model could not be used ({kind}): {detail}",
            message_zh=f"{_IN_CHINESE[kind]}，以下内容由条款原文直接整理。",
        )
        self.kind = kind

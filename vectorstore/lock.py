"""The one writer: an exclusive lock that the operating system drops with the process."""

import fcntl
import os
from pathlib import Path
from typing import IO

from vectorstore.model import StoreLockedError, StoreNotWritableError

LOCK_NAME = "writer.lock"


def acquire_lock(data_dir: Path) -> IO[str]:
    """The open lock file, locked until it is closed; makes the folder where it is missing.

    Raises StoreLockedError where another process (or another store of this one) writes, and
    StoreNotWritableError where the folder cannot be made or written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        file = open(data_dir / LOCK_NAME, "a+", encoding="utf-8")  # noqa: SIM115 held open
    except OSError as error:
        raise StoreNotWritableError(
            f"cannot write the data folder {str(data_dir)!r}: {error}; expected a folder that "
            "this user may write, choose another one or change its permissions",
            message_zh=f"数据目录 {data_dir} 无法创建或写入（{error.strerror}）。"
            "请换一个目录，或让当前用户对它有写权限。",
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        holder = file.read(32).strip()
        file.close()
        raise StoreLockedError(
            f"the data folder {str(data_dir)!r} is being written by process {holder!r}; "
            "expected one writer, stop it or send the documents through it",
            message_zh=f"另一个进程正在写入数据目录 {data_dir}（进程号 {holder or '不明'}）。"
            "请等它结束，或先停止它再试。",
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file

"""A folder followed: which files are new, changed or gone since it was last looked at."""

from dataclasses import dataclass, field
from pathlib import Path

from ingest.folders import survey_paths
from ingest.model import IngestError


@dataclass(frozen=True, slots=True)
class FolderChange:
    """What is different now, and what could not be looked at."""

    changed: tuple[Path, ...] = ()  # new ones too
    gone: tuple[Path, ...] = ()
    vanished: tuple[Path, ...] = ()  # all at once: a lost network drive rather than a decision
    errors: tuple[IngestError, ...] = ()


_Look = tuple[int, int, int]  # modification time in ns, size, inode


@dataclass(slots=True)
class _Seen:
    look: _Look | None  # None: not there
    since: float
    told: _Look | None = None


@dataclass(slots=True)
class FolderFollower:
    """Tells each change once, when the file has looked the same for `settle_s` seconds.

    A file that is still being copied changes its size or time until it is whole. Where all of
    several files are gone at once they are told as `vanished`, once, until one is back.
    """

    folder: Path
    settle_s: float
    _seen: dict[Path, _Seen] = field(default_factory=dict)
    _vanished: bool = False

    def look(self, now: float) -> FolderChange:
        """What has changed and settled; `now` is a monotonic time in seconds."""
        found = survey_paths([self.folder])
        looks = {path: look for path in found.files if (look := _look_at(path)) is not None}
        if found.errors and not looks:
            return FolderChange(errors=found.errors)  # nothing can be said of any file
        for path in [*looks, *(path for path in self._seen if path not in looks)]:
            look = looks.get(path)
            seen = self._seen.get(path)
            if seen is None:
                self._seen[path] = _Seen(look, now)
            elif seen.look != look:
                seen.look, seen.since = look, now
        return self._tell(now, found.errors)

    def held(self) -> tuple[Path, ...]:
        """The files that were there at the last look, in order."""
        return tuple(sorted(path for path, seen in self._seen.items() if seen.look is not None))

    def put_back(self, path: Path) -> None:
        """Let the last change of this file be told again at the next look."""
        seen = self._seen.get(path)
        if seen is None:
            self._seen[path] = _Seen(None, 0.0, (0, 0, 0))  # gone, and known before
        else:
            seen.told = None

    def _tell(self, now: float, errors: tuple[IngestError, ...]) -> FolderChange:
        settled = {
            path: seen for path, seen in self._seen.items() if now - seen.since >= self.settle_s
        }
        changed = [p for p, seen in settled.items() if seen.look not in (None, seen.told)]
        for path in changed:
            settled[path].told = settled[path].look
        # What stands below a folder that cannot be listed may well be there still.
        gone = [] if errors else [path for path, seen in settled.items() if seen.look is None]
        here = any(seen.look is not None for seen in self._seen.values())
        if gone and not here and len(gone) > 1:
            told, self._vanished = self._vanished, True
            return FolderChange(vanished=() if told else tuple(sorted(gone)), errors=errors)
        if here:
            self._vanished = False
        told_gone = [path for path in gone if self._seen[path].told is not None]
        for path in gone:
            del self._seen[path]
        return FolderChange(tuple(sorted(changed)), tuple(sorted(told_gone)), (), errors)


def _look_at(path: Path) -> _Look | None:
    try:
        found = path.stat()
    except OSError:
        return None  # gone since the folder was listed: the next look tells
    return found.st_mtime_ns, found.st_size, found.st_ino

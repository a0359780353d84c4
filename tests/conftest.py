"""What tests stand on. Which fixture to use when:

* `samples`: the folder of the shipped sample documents (our own, fictional). Default choice for
  anything that needs a document.
* `shared`: the folder of real development documents beside the checkout; skips with a reason
  where it is not there. Mark such tests `@pytest.mark.shared`. Nothing is copied out of it.
* `sample_store`, `seed_store`: a store with every sample (or every real seed document) ingested,
  built once per session. Read from it only; a test that writes opens its own store in `tmp_path`.
* `assistant`: answers from `sample_store` without a language model.

A pure function needs none of these: call it.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = ROOT.parent / "shared"
    if not (folder / "corpus" / "seeds").is_dir():
        pytest.skip("needs the development documents in ../shared, which are not here")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    return ROOT / "ingest" / "samples"

"""One sample, written in each format by the software that people use, gives the same clauses."""

import subprocess
from pathlib import Path

import docx
import pytest

from ingest.load import load_file
from ingest.model import ClauseKind, ParsedFile
from ingest.readers import office
from ingest.report import make_report
from tests.test_ingest_readers_sheets import make_duties, save

PROGRAM = office.find_program()
pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="needs LibreOffice (soffice), which is not installed"
)


def convert(path: Path, form: str, folder: Path) -> Path:
    """The file in another format, written by LibreOffice; `form` is `ending:filter`."""
    assert PROGRAM is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = [PROGRAM, profile, "--headless", "--convert-to", form, "--outdir", str(folder / "made")]
    subprocess.run([*words, str(path)], check=True, capture_output=True, timeout=120)
    (made,) = (folder / "made").glob(f"{path.stem}.{form.partition(':')[0]}")
    return made


def list_clauses(parsed: ParsedFile) -> list[tuple[str, ...]]:
    """Paths and words of all clauses, blanks aside; table rows by their words alone."""
    return [
        ("" if clause.kind is ClauseKind.ROW else str(clause.ref), "".join(clause.text.split()))
        for document in parsed.documents
        for clause in document.clauses
    ]


@pytest.fixture(scope="module")
def plan(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.docx"
    document = docx.Document(str(samples / "yunlan_08_songtang_digital_plan.docx"))
    for table in document.tables:
        table.style = "Table Grid"  # ruled, as Word draws it: a PDF shows a table by its lines
    document.add_paragraph("抄送：县委办公室。")
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("doc:MS Word 97", "doc"),
        ("odt:writer8", "odt"),
        ("pdf:writer_pdf_Export", "pdf"),
        ("docx:MS Word 2007 XML", "docx"),
    ],
)
def test_every_format_gives_the_clauses_of_the_original(
    plan: Path, form: str, name: str, tmp_path: Path
) -> None:
    parsed = load_file(convert(plan, form, tmp_path))
    assert parsed.format == name
    assert make_report(parsed).lost == ()
    assert list_clauses(parsed) == list_clauses(load_file(plan))


@pytest.mark.parametrize(
    ("form", "name"),
    [("rtf:Rich Text Format", "rtf"), ("html:HTML (StarWriter)", "html"), ("txt:Text", "txt")],
)
def test_typed_numbers_survive_in_formats_without_word_lists(
    samples: Path, form: str, name: str, tmp_path: Path
) -> None:
    source = samples / "yunlan_07_rural_teacher_subsidy_method.txt"
    document = docx.Document()
    for line in source.read_text("utf-8").splitlines():
        document.add_paragraph(line)
    path = tmp_path / "method.docx"
    document.save(str(path))
    parsed = load_file(convert(path, form, tmp_path))
    assert parsed.format == name
    assert make_report(parsed).lost == ()
    assert list_clauses(parsed) == list_clauses(load_file(source))


def test_a_wps_file_is_read_by_its_content(plan: Path, tmp_path: Path) -> None:
    made = convert(plan, "doc:MS Word 97", tmp_path)
    renamed = made.rename(made.with_suffix(".wps"))
    assert list_clauses(load_file(renamed)) == list_clauses(load_file(plan))


def test_sheets_written_anew_keep_rows_and_column_names(tmp_path: Path) -> None:
    path = tmp_path / "duties.xlsx"
    path.write_bytes(save(make_duties()))
    before = load_file(path).text
    for form, name in (("xls:MS Excel 97", "xls"), ("xlsx:Calc MS Excel 2007 XML", "xlsx")):
        parsed = load_file(convert(path, form, tmp_path))
        assert (parsed.format, parsed.text) == (name, before)

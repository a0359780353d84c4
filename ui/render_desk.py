"""Comparison tables and the buttons that export duties, as plain text and as HTML."""

from collections.abc import Sequence

from assistant.model import Answer, Citation, ComparisonTable, Reply
from assistant.serving.duty_wire import write_filter
from ui.marking import escape, render_markers


def format_table(table: ComparisonTable, citations: Sequence[Citation]) -> list[str]:
    """A comparison in plain text: per aspect one line for each document."""
    lines = ["", "对照："]
    for row in table.rows:
        lines.append(f"【{row.aspect}】")
        for name, cell in zip(table.columns, row.cells, strict=True):
            marks = "".join(f"[{citations.index(c) + 1}]" for c in cell.citations)
            lines.append(f"  {name}：{cell.text.replace(chr(10), '；')}{marks}")
    return lines


def render_table(table: ComparisonTable, citations: Sequence[Citation]) -> str:
    """A comparison as a table; on a phone each cell stands under its document's name."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = ""
    for row in table.rows:
        cells = "".join(
            f'<td class="{"said" if cell.citations else "silent"}" data-name="{escape(name)}">'
            f"<span>{escape(cell.text)}{render_markers(cell.citations, citations)}</span></td>"
            for name, cell in zip(table.columns, row.cells, strict=True)
        )
        rows += f'<tr><th scope="row">{escape(row.aspect)}</th>{cells}</tr>'
    return (
        '<div class="comparison"><table><caption class="unseen">对照表</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def render_export(reply: Reply) -> str:
    """The buttons that fetch a list of duties as a file."""
    if not isinstance(reply, Answer) or reply.duties is None:
        return ""
    wanted = escape(write_filter(reply.duties).model_dump_json())
    return "".join(
        f'<button type="button" class="copy export" data-act="export" data-format="{kind}" '
        f'data-wanted="{wanted}">导出{name}</button>'
        for kind, name in (("xlsx", " Excel"), ("csv", " CSV"))
    )

"""What `split_text` promises of any text, and small texts of each kind that it splits."""

from ingest.parts import SplitText, split_text

NOTICE = """松棠县人民政府办公室文件
松政办发〔2024〕8号

松棠县人民政府办公室
关于印发《松棠县振兴教育十条措施》的通知
各乡镇人民政府，县级各部门：
现将《松棠县振兴教育十条措施》印发给你们，请认真贯彻执行。
松棠县人民政府办公室
2024年6月12日
"""
MEASURE = """松棠县振兴教育
十条措施
为办好人民满意的教育，制定本措施。
一、加强领导。成立专班，统筹推进。
二、增加投入。每年安排500万元。
三、建强队伍。每年招聘100人。
"""
ANNEXED = """梨溪县强师行动方案
为加强教师队伍建设，制定本方案。
一、工作目标。三年达标。
二、工作措施。分步实施。
本方案自2024年3月1日起施行。
附件：1.梨溪县校长轮岗办法
2.梨溪县强师任务分解表
梨溪县教育局
2024年2月20日
附件1
梨溪县校长轮岗办法
一、对象。任满两届的校长。
二、待遇。每月补贴300元。
附件2
梨溪县强师任务分解表
任务 部门 时限
1.招聘 人事股 6月
2.培训 师训股 9月
"""
COMPILATION = """教育方案3篇
篇一：教育方案
澄岩县读书行动方案
一、目标。人人读书。
二、措施。每天一小时。
篇二：教育方案
澄岩县体育行动方案
一、目标。人人运动。
附件：1.器材清单
篇三：教育方案
澄岩县美育行动方案
一、目标。人人有特长。
"""


def check_laws(text: str) -> SplitText:
    """The postconditions of `split_text`, whatever the text."""
    result = split_text(text)
    covered = []
    refs = []
    assert result.documents
    assert result.documents[0].part is None
    for index, sketch in enumerate(result.documents):
        assert sketch.parent == (None if index == 0 else 0)
        for lead in sketch.leads:
            assert lead.text == text[lead.span.start : lead.span.end]
            assert lead.text.strip()
        covered += [lead.span for lead in sketch.leads]
        for position, clause in enumerate(sketch.clauses):
            assert clause.text == text[clause.span.start : clause.span.end] == clause.text.strip()
            assert clause.span.start < clause.own_end <= clause.span.end
            refs.append(clause.ref)
            if clause.parent is None:
                covered.append(clause.span)
                continue
            above = sketch.clauses[clause.parent]
            assert clause.parent < position
            assert above.span.contains(clause.span)
            assert clause.ref.labels[: len(above.ref.labels)] == above.ref.labels
        starts = [clause.span.start for clause in sketch.clauses]
        assert starts == sorted(starts)
    assert len(refs) == len(set(refs))
    covered += [part.span for part in result.left_out]
    assert all(part.reason for part in result.left_out)
    covered.sort()
    position = 0
    for span in covered:
        assert position <= span.start < span.end
        assert not text[position : span.start].strip()
        position = span.end
    assert not text[position:].strip()
    return result

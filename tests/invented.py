"""Policy documents invented for tests of the assistant: two counties of a city that is nowhere.

They say what the samples do not: a clause that rests on another, one fact in two documents, a
notice that replaces another, a draft, a plan with duties. Change a text with `replace`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ingest.load import parse_content
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore

HEATING = """槐溪县教师取暖补贴办法
槐政办发〔2023〕31号

第一章　总则

第一条　为改善乡村教师冬季工作条件，结合本县实际，制定本办法。

第二条　本办法所称取暖补贴，是指在采暖期内发给教师用于取暖的补贴。

第二章　对象和标准

第三条　有下列情形之一的教师，可以领取取暖补贴：

（一）在海拔1200米以上的学校任教的；

（二）在没有集中供暖的学校任教的；

（三）住在学校周转宿舍的。

第四条　取暖补贴按照每人每年1450元的标准发放。符合第三条两项以上情形的，只领取一份。

第五条　采暖期为每年11月15日至次年3月31日，取暖补贴于每年10月20日前一次发放。

第三章　附则

第六条　取暖补贴由县财政局拨付，县教育体育局负责审核。

第七条　本办法自2023年11月1日起施行，有效期5年。

槐溪县人民政府办公室
2023年10月8日
"""

BAIYUAN = """白垣县乡村教师关怀措施
白政发〔2024〕5号

一、发放取暖补贴。在没有集中供暖的学校任教的教师，每人每年发放取暖补贴1100元。

二、安排健康体检。每年组织乡村教师健康体检一次，费用由县财政承担。

三、改善食宿条件。乡镇学校应当为住校教师提供周转宿舍，不得收取租金。

本措施自印发之日起施行。

白垣县人民政府
2024年4月2日
"""

OLD_BUS = """槐溪县学生乘车补助通知
槐教发〔2017〕9号

各乡镇学校：

一、补助对象。家校距离5公里以上、不住校的小学生。

二、补助标准。每名学生每月补助60元。

槐溪县教育体育局
2017年8月20日
"""

NEW_BUS = """槐溪县学生乘车补助实施细则
槐教发〔2022〕14号

第一条　家校距离3公里以上、不住校的小学生，可以申请乘车补助。

第二条　乘车补助的标准为每名学生每月95元，按学期发放。

第三条　本细则自2022年9月1日起施行。《槐溪县学生乘车补助通知》（槐教发〔2017〕9号）同时废止。

槐溪县教育体育局
2022年8月15日
"""

DRAFT = """白垣县校外托管机构管理办法
（征求意见稿）

第一条　托管机构每名学生的活动面积不少于2.5平方米。

第二条　托管机构每20名学生配备1名工作人员。

第三条　托管机构不得组织学生参加学科类培训。
"""

PLAN = """槐溪县智慧校园建设行动计划（2024—2026年）

一、建设任务

（一）改造校园网络。到2025年底，全县学校光纤接入率达到100%。（牵头领导：岳秋白；牵头部门：信息股；配合部门：后勤股）

（二）更新教学终端。每年更新教师用计算机不少于300台。（牵头领导：岳秋白；牵头部门：后勤股；配合部门：信息股、财务股）

（三）培训应用能力。每名教师每年参加信息化培训不少于24学时。（牵头领导：穆青枫；牵头部门：师训股；配合部门：信息股）

二、保障措施

（一）落实经费。县财政三年安排专项资金780万元。

（二）强化督导。每学期通报一次进展。
"""

FILES: Mapping[str, str] = {
    "huaixi_heating.txt": HEATING,
    "baiyuan_care.txt": BAIYUAN,
    "huaixi_bus_2017.txt": OLD_BUS,
    "huaixi_bus_2022.txt": NEW_BUS,
    "baiyuan_draft.txt": DRAFT,
    "huaixi_plan.txt": PLAN,
}


@contextmanager
def open_invented(folder: Path, files: Mapping[str, str] = FILES) -> Iterator[ClauseStore]:
    """A store of its own with these files, to be written to at will."""
    with ClauseStore.open(folder, load_embedder(None), writable=True) as store:
        for name, text in files.items():
            file_text(store, name, text)
        yield store


def file_text(store: ClauseStore, name: str, text: str) -> None:
    store.replace(parse_content(text.encode(), name))

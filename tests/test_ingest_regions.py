from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.regions import RegionLevel, find_region, find_regions, load_gazetteer


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("河源市龙川县的补助", ["河源市", "龙川县"]),
        ("会泽的高中收费吗", ["会泽县"]),
        ("昭觉和布拖比哪个好", ["昭觉县", "布拖县"]),
        ("四川凉山州昭觉县", ["四川省", "凉山彝族自治州", "昭觉县"]),
        ("云江市青石县教育局", ["云江市", "青石县"]),
        ("关于印发云岭县教育十条措施的通知", ["云岭县"]),
        ("推动茂县教育高质量发展", ["茂县"]),
        ("内蒙古包头市", ["内蒙古自治区", "包头市"]),
        ("各县区、县（市、区）、本市、市县、我县", []),
        ("城区学校、社区、示范区、开发区、片区、学区", []),
        ("成立县人民政府领导小组，经费县级统筹，示范县创建", []),
        ("举办校长沙龙，提高青年教师", []),
        ("资源共享、合作办学、公安部门、同心协力", []),
        ("市和县(区)级土地出让收益", []),
        ("县域内各乡镇，区级以上", []),
        ("中共云岭县委 云岭县人民政府", ["云岭县", "云岭县"]),
        ("中国共产党云岭县委员会", ["云岭县"]),
        ("霁州市医疗保障局", ["霁州市"]),
        ("甘孜自治州市场，各州市、全州市县", ["甘孜藏族自治州"]),
    ],
)
def test_places_and_their_false_friends(text: str, names: list[str]) -> None:
    assert [found.name for found in find_regions(text)] == names


def test_every_province_has_its_prefectures() -> None:
    places = load_gazetteer()
    assert sum(place.level is RegionLevel.PROVINCE for place in places) == 34
    assert sum(place.level is RegionLevel.CITY for place in places) >= 333
    assert sum(place.level is RegionLevel.COUNTY for place in places) >= 2800


def test_a_known_place_tells_what_it_lies_in() -> None:
    place = find_region("昭觉县")
    assert place is not None
    assert (place.province, place.city) == ("四川省", "凉山彝族自治州")
    assert find_region("云岭县") is None


@given(st.text(alphabet="龙川县河源市的和在区省", max_size=40))
def test_found_places_stand_in_order_and_apart(text: str) -> None:
    found = find_regions(text)
    for one, next_one in pairwise(found):
        assert one.span.end <= next_one.span.start
    assert all(0 <= place.span.start < place.span.end <= len(text) for place in found)

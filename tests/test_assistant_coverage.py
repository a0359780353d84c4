"""Whether a document is for the asker's place: the county's own, or a wider region's."""

import pytest

from assistant.applying.coverage import find_coverage, list_places
from assistant.applying.profile import Profile
from ingest.model import DocumentMetadata, Region

OWN = Region(county="松棠县")
NEIGHBOUR = Region(county="梨溪县")
PREFECTURE = Region(city="云岚州")
SAID = Region(city="云岚州", county="松棠县")


def of(region: Region, issuing_body: str | None = None) -> DocumentMetadata:
    return DocumentMetadata(title="教师待遇办法", region=region, issuing_body=issuing_body)


CASES = (
    (Profile(region="松棠县"), OWN, (), True),
    (Profile(region="松棠"), OWN, (), True),
    (Profile(region="松棠县"), NEIGHBOUR, (), False),
    (Profile(region="松棠县"), Region(county="梨溪县;松棠县"), (), True),
    (Profile(region="松棠县"), PREFECTURE, (), None),
    (Profile(region="松棠县"), PREFECTURE, (SAID,), True),
    (Profile(region="松棠县", city="云岚州"), PREFECTURE, (), True),
    (Profile(region="松棠县", city="青禾市"), PREFECTURE, (SAID,), False),
    (Profile(region="昭觉县"), Region(city="凉山彝族自治州"), (), True),
    (Profile(region="昭觉县"), Region(province="四川省"), (), True),
    (Profile(region="昭觉县"), Region(province="广东省"), (), False),
    (Profile(region="鼓楼区"), Region(city="南京市"), (), None),  # of four cities
    (Profile(region="鼓楼区", city="南京市"), Region(city="南京市"), (), True),
    (Profile(region="鼓楼区", city="南京市"), Region(province="江苏省"), (), True),
    (Profile(), OWN, (), None),
)


@pytest.mark.parametrize(("profile", "region", "held", "covers"), CASES)
def test_a_wider_document_covers_the_county_only_where_something_says_so(
    profile: Profile, region: Region, held: tuple[Region, ...], covers: bool | None
) -> None:
    assert find_coverage(profile, of(region), held).covers is covers


def test_a_wider_document_is_labelled_as_such() -> None:
    found = find_coverage(Profile(region="昭觉县"), of(Region(city="凉山彝族自治州")), ())
    assert "市（州）级" in found.note
    assert "昭觉县" in found.note


def test_what_the_prefecture_would_tell_is_asked() -> None:
    asked = find_coverage(Profile(region="松棠县"), of(PREFECTURE), ())
    assert "哪个市（州）" in asked.question
    assert find_coverage(Profile(region="松棠县"), of(NEIGHBOUR), ()).question == ""


def test_a_document_of_no_place_is_for_all_only_if_the_state_issued_it() -> None:
    profile = Profile(region="松棠县")
    assert find_coverage(profile, of(Region(), "教育部"), ()).covers is True
    unplaced = find_coverage(profile, of(Region(), "某某学校"), ())
    assert unplaced.covers is None
    assert not unplaced.names_place


def test_blanks_of_model_texts_are_no_places() -> None:
    held = (OWN, Region(county="xx 县"), Region(county="__区"), PREFECTURE, OWN)
    assert list_places(held) == ("松棠县", "云岚州")

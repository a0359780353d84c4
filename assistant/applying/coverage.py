"""Whether a document is for the asker's place: his own county's, or a wider region's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.applying.profile import Profile, list_fields
from ingest.model import DocumentMetadata, Region
from ingest.regions import load_gazetteer, shorten_name

_NATIONAL = re.compile(r"国务院|教育部|财政部|人力资源社会保障部|中共中央|全国人民代表大会|国家")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of a document's region: `covers` None where it cannot be told."""

    covers: bool | None
    note: str = ""  # of which level the document is, or why it cannot be told
    asks_city: bool = False  # the asker's prefecture would tell
    names_place: bool = True  # the document says what place it is for

    @property
    def question(self) -> str:
        """What to ask to tell it."""
        return list_fields()["city"].question if self.asks_city else ""


def find_coverage(profile: Profile, metadata: DocumentMetadata, held: Iterable[Region]) -> Coverage:
    """Whether a document's region takes in the asker's.

    `held`: the regions of all documents held, which may say what a county lies in.
    """
    region = metadata.region
    place = region.county or region.city or region.province
    if place is None and _NATIONAL.search(metadata.issuing_body or ""):
        return Coverage(True, "国家文件，各地适用")
    if place is None:
        note = "文件没有写明适用地区，是否适用请向发文单位核实"
        return Coverage(None, note, names_place=False)
    if profile.region is None:
        return Coverage(None, f"文件适用于{place}，您没有说明所在地区")
    own = shorten_name(profile.region)
    if region.county:
        return Coverage(own in {shorten_name(name) for name in region.county.split(";")})
    city, province = _shorten(region.city), _shorten(region.province)
    if own == city or (not city and own == province):
        return Coverage(True)
    within = _find_within(profile, own, held)
    wider = city or province
    level = "市（州）级" if city else "省级"
    if within and all(wider in names for names in within):
        return Coverage(True, f"{level}文件（{place}），适用于{profile.region}")
    if within and not any(wider in names for names in within):
        return Coverage(False)
    note = f"{level}文件，适用于{place}；不能确定{profile.region}是否属于{place}"
    return Coverage(None, note, asks_city=bool(city) and not profile.city)


def list_places(held: Iterable[Region]) -> tuple[str, ...]:
    """The counties of the documents held, then what wider regions they are of, sorted."""
    counties: set[str] = set()
    wider: set[str] = set()
    for region in held:
        if region.county:
            counties.update(region.county.split(";"))
        elif region.city or region.province:
            wider.add(region.city or region.province or "")
    named = [name for name in sorted(counties) if is_name(name)]
    return (*named, *(name for name in sorted(wider) if is_name(name)))


def is_name(place: str) -> bool:
    """Whether this is a place's name and no blank of a model text (xx 县, __区)."""
    return re.fullmatch(r"[\u4e00-\u9fff]{2,15}", place) is not None


def _find_within(profile: Profile, own: str, held: Iterable[Region]) -> list[set[str]]:
    """The wider regions of each place that has the asker's place's name."""
    if profile.city:
        return [{_shorten(profile.city), own, *_list_provinces(profile.city)}]
    said = [
        {_shorten(region.city), _shorten(region.province), *_list_provinces(region.city)}
        for region in held
        if region.county
        and (region.city or region.province)
        and own in {shorten_name(name) for name in region.county.split(";")}
    ]
    if said:
        return [set().union(*said)]
    return [
        {_shorten(known.city), shorten_name(known.province)}
        for known in load_gazetteer()
        if shorten_name(known.name) == own
    ]


def _list_provinces(city: str | None) -> set[str]:
    if not city:
        return set()
    own = shorten_name(city)
    return {shorten_name(k.province) for k in load_gazetteer() if _shorten(k.city) == own}


def _shorten(name: str | None) -> str:
    return shorten_name(name) if name else ""

"""The terminal's self-check: what applies to a teacher, asking back for what is missing."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.applying.profile import NUMBERS, Profile, read_situation
from assistant.applying.selfcheck import GROUPS, Assessment, BenefitResult, Missing
from assistant.applying.situation import read_answer
from assistant.serving.desk import check_profile, find_places, write_check
from assistant.serving.selfcheck_wire import write_assessment
from assistant.settings import Settings
from assistant.validity_names import name_validity
from assistant.wiring import build_assistant, make_calendar, open_store
from ui.desk import read_format, write_file
from ui.exits import DONE
from vectorstore.model import PUBLIC

Assess = Callable[[Profile], Assessment]
Ask = Callable[[str], str]
ENOUGH = frozenset({"q", "够了", "结束", "退出"})


def run_selfcheck(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print per benefit each condition with its verdict and clause, then what to ask.

    In a terminal it asks for what is missing and matters, until nothing is or no more is said.
    """
    target = Path(arguments.output) if arguments.output else None
    kind = None if target is None else read_format(target)
    profile = _read_profile(arguments)
    with open_store(settings) as store:
        assistant = build_assistant(settings, store)
        today = make_calendar(settings)()

        def assess(said: Profile) -> Assessment:
            return check_profile(assistant, said, PUBLIC, today)

        if sys.stdin.isatty() and sys.stdout.isatty() and not arguments.json:
            if profile.region is None:
                profile = replace(profile, region=_ask_place(find_places(assistant, PUBLIC), input))
            profile = ask_back(profile, assess, input)
        assessment = assess(profile)
    if target is not None and kind is not None:
        write_file(target, write_check(assessment, kind))
        print(f"共 {len(assessment.results)} 项，已写入 {target}。")
    elif arguments.json:
        written = write_assessment(assessment).model_dump(mode="json")
        print(json.dumps(written, ensure_ascii=False, indent=2))
    else:
        print_assessment(assessment)
    return DONE


def ask_back(profile: Profile, assess: Assess, ask: Ask) -> Profile:
    """The profile with what the asker answers; each question is put once, the weightiest first."""
    put: set[str] = set()
    while True:
        open_ones = [missing for missing in assess(profile).missing if missing.name not in put]
        if not open_ones:
            return profile
        missing = open_ones[0]
        put.add(missing.name)
        try:
            said = ask(_write_question(missing)).strip()
        except EOFError:
            print()
            return profile
        if said in ENOUGH:
            return profile
        if said:
            profile = profile.joined(read_answer(missing.name, _read_choice(missing, said)))


def _read_profile(arguments: argparse.Namespace) -> Profile:
    said = read_situation(arguments.situation or "")
    given = Profile(
        region=arguments.region,
        city=arguments.city,
        level=arguments.level,
        place=arguments.place,
        posts=frozenset((arguments.role, "teacher")) if arguments.role else None,
        years=arguments.years,
        rural_years=arguments.rural_years,
        rural_total=arguments.rural_total,
    )
    return said.joined(given)


def _ask_place(places: tuple[str, ...], ask: Ask) -> str | None:
    listed = "、".join(places)
    try:
        said = ask(f"您在哪个县（市、区）任教？已收录：{listed}\n> ").strip()
    except EOFError:
        print()
        return None
    return said or None


def _write_question(missing: Missing) -> str:
    options = missing.field.options if missing.field else ()
    listed = "　".join(f"{n} {name}" for n, (_, name) in enumerate(options, start=1))
    how = f"（{listed}）" if options else "" if missing.name in NUMBERS else "（是/否）"
    return f"{missing.question}{how}\n（回车跳过，够了就输入 q）> "


def _read_choice(missing: Missing, said: str) -> str:
    """The name of the option whose number was typed, else what was typed."""
    options = missing.field.options if missing.field else ()
    if options and said.isdecimal() and 1 <= int(said) <= len(options):
        return options[int(said) - 1][1]
    return said


def print_assessment(assessment: Assessment) -> None:
    """Print the results by group, then what is still open."""
    for group in GROUPS:
        listed = [result for result in assessment.results if result.group == group]
        if listed:
            print(f"\n【{group}】{len(listed)} 项")
        for result in listed:
            _print_result(result)
    if not assessment.results:
        print("收录的文件里没有找到给教师个人的待遇条款。")
    for title in assessment.ended:
        print(f"已失效或废止、没有对照：《{title}》")
    for missing in assessment.missing:
        print(f"还需要知道：{missing.question}（关系到 {missing.benefits} 项）")


def _print_result(result: BenefitResult) -> None:
    citation = result.citation
    state = name_validity(citation.validity)
    print(f"- {result.name}　{result.amount or ''}".rstrip("　 "))
    print(f"   《{citation.title}》（{state}）{citation.label}：{citation.quote.strip()}")
    for condition in result.conditions:
        print(f"   · {condition.words}：{condition.verdict}（{condition.reason}）")
    for line in (result.note, f"问谁：{result.ask}" if result.ask else ""):
        if line:
            print(f"   {line}")

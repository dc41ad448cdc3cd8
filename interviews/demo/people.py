"""Who is in the demo company, what it hires for, and what its candidates answer."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.types import Purpose
from hireapp.tenancy.models import Role
from interviews.demo.recordings import Clip

COMPANY = "한빛소프트 Hanbit Software"
COUNTRY = "KR"


@dataclass(frozen=True, slots=True)
class Colleague:
    email: str
    name: str
    role: Role


COLLEAGUES = (
    Colleague("owner@hanbit.example", "한지우 Han Ji-woo", Role.OWNER),
    Colleague("recruiter@hanbit.example", "박서연 Park Seo-yeon", Role.RECRUITER),
    Colleague("reviewer@hanbit.example", "최도윤 Choi Do-yun", Role.REVIEWER),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """``job``: an NCS code of the catalogue."""

    key: str
    title: str
    description: str
    language: str
    job: str
    blind: bool
    questions: tuple[str, ...]


OPENINGS = (
    Opening(
        "storyteller",
        "Audio book narrator",
        "Reads classic texts aloud for our learning products.",
        "en",
        "080301",
        False,
        (
            "Please read us a passage of your choice.",
            "Read a second passage, with a different mood.",
        ),
    ),
    Opening(
        "backend",
        "백엔드 개발자",
        "결제 서비스를 함께 만들 동료를 찾습니다.",
        "ko",
        "200102",
        True,
        ("최근에 맡았던 프로젝트를 소개해 주세요.",),
    ),
)


@dataclass(frozen=True, slots=True)
class Applicant:
    name: str
    email: str
    opening: str
    clips: tuple[Clip, ...]
    refused: tuple[Purpose, ...] = ()


APPLICANTS = (
    Applicant(
        "Daniel Cho",
        "daniel@candidates.example",
        "storyteller",
        (
            Clip("single_face.mp4", "two_cities.wav", 0.0, 22.0, (0.1, 0.0, 0.75)),
            Clip("single_face.jpg", "beckett.wav", 0.0, 10.0),
        ),
    ),
    Applicant(
        "Mina Harker-Sato",
        "mina@candidates.example",
        "storyteller",
        (
            Clip("0-f15-hao-ph.jpg", "two_cities.wav", 22.0, 14.0),
            Clip("noface_face.mov", "beckett.wav", 2.0, 8.0, (0.12, 0.0, 0.75)),
        ),
        refused=(Purpose.BODY_MOVEMENT,),
    ),
    Applicant(
        "김하늘",
        "haneul@candidates.example",
        "backend",
        (Clip("WolfgangLanger_Pexels.mp4", "endgame_nagg_nell.wav", 0.0, 16.0, (0.2, 0.0, 0.75)),),
    ),
)

"""89-22 to 89-26: foreigners and stateless persons who are released."""

import datetime as dt

from prevention.duties.posts import MIGRATION, PSU
from prevention.terms import day_of
from prevention.work.deeds import Check, Enter, deed
from prevention.work.scene import Scene
from prevention.work.subject import Subject

_RELEASE = "FOREIGNER_RELEASE"
_ON_CONTROL = ("PAROLEE", "PROBATIONER")


def _foreign(*more: Check) -> Check:
    def check(scene: Scene, subject: Subject, at: dt.datetime) -> str | None:
        if not subject.file.is_foreign:
            return "WORK_NOT_APPLICABLE"
        return next((code for each in more if (code := each(scene, subject, at)) is not None), None)

    return check


def _refused(scene: Scene, subject: Subject, at: dt.datetime) -> str | None:
    refusal = next((d for d in subject.file.decisions if d.id == scene.value("refusal")), None)
    if refusal is None or refusal.kind != "EXPULSION" or not refusal.is_refusal:
        return "WORK_NOT_APPLICABLE"
    return "WORK_DATES" if day_of(at) < refusal.decided else None


def _on_day_of_release(scene: Scene, subject: Subject, at: dt.datetime) -> str | None:
    return "WORK_DATES" if subject.release is None or day_of(at) < subject.release.released else None


def _on_control(scene: Scene, subject: Subject, at: dt.datetime) -> str | None:
    standing = any(r.category in _ON_CONTROL and r.closed is None for r in subject.file.registrations)
    return None if standing else "WORK_NOT_APPLICABLE"


def _to_be_expelled(scene: Scene, subject: Subject, at: dt.datetime) -> str | None:
    return None if subject.file.stands("EXPULSION", day_of(at)) else "WORK_NOT_APPLICABLE"


EFFECTS: dict[str, Enter] = {
    "explainRulesOfStay": deed("INTERVIEW", _RELEASE, check=_foreign()),
    "applyForExpulsion": deed("NOTICE", _RELEASE, check=_foreign()),
    "reportRefusedExpulsion": deed("NOTICE", _RELEASE, told=(PSU,), check=_foreign(_refused)),
    "recordHandOver": deed("TRANSFER", _RELEASE, check=_foreign(_on_day_of_release, _to_be_expelled)),
    "announceEndOfControl": deed("NOTICE", _RELEASE, told=(MIGRATION,), check=_foreign(_on_control)),
    "executeExpulsion": deed("CLOSING", _RELEASE, check=_foreign(_to_be_expelled)),
}

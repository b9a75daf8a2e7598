"""Three heads sign one after another with keys of their own; everything else is refused, and nothing is written."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from graph.write.change_log import after, last
from prevention.reconciliation.acts import act_of
from prevention.reconciliation.signatories import (
    HeadsError,
    Signatory,
    add,
    bytes_of,
    end,
    heads,
    text_of,
    thumbprint,
)
from tests.reconciliation.conftest import DISTRICT, DRAW, NAMES, OTHER, ROLES, SIGN, TODAY, Stage, unit_id

BODIES = tuple(ROLES)
READ = """{ reconciliationActs { nodes { status content digest totals { nodes { body putOn takenOff standing } }
  differences { nodes { id column missingIn since } }
  signatures { nodes { place body name rank signedOn key publicKey signature unit { code } } } } } }"""


def test_three_heads_sign_in_the_order_of_the_rows(stage: Stage) -> None:
    stage.draw()
    for place, body in enumerate(BODIES, 1):
        head = stage.head(body)
        position = stage.run(last(stage.graph.store))
        said = stage.sign(body, head, unit=unit_id(body))["signReconciliation"]
        assert said == {"act": stage.act().id, "status": "SIGNED" if place == 3 else "FROZEN", "signatures": place}
        (change,) = stage.run(after(stage.graph.store, position, 10))
        assert stage.act().id in change.ids
    (act,) = stage.ask(READ)["reconciliationActs"]["nodes"]
    found = sorted(act["signatures"]["nodes"], key=lambda each: each["place"])
    assert [(each["body"], each["name"], each["rank"], each["signedOn"]) for each in found] == [
        (body, NAMES[body], "полковник", "2026-07-03") for body in BODIES
    ]
    assert [each["unit"]["code"] for each in found] == [f"{code}-{DISTRICT}" for code in ("PR", "PSU", "IAU")]


def test_a_signed_act_changes_no_more_whatever_comes_later(stage: Stage) -> None:
    stage.draw()
    stage.sign("PROBATION", stage.head("PROBATION"))
    before = stage.ask(READ)
    stage.register("PUBLIC_SECURITY", "dana", "2025-03-02", "2026-04-20")
    stage.register("ANALYTICS", "late", "2026-03-01")
    assert stage.draw("ANALYTICS") == "ACT_FROZEN"
    assert stage.ask(READ) == before


def test_a_draft_that_was_replaced_is_not_signed(stage: Stage) -> None:
    """Whoever read one draft does not sign another without knowing."""
    stage.draw()
    head = stage.head("PROBATION")
    order = stage.signature("PROBATION", head)
    stage.register("PUBLIC_SECURITY", "dana", "2025-03-02", "2026-04-20")
    stage.draw("ANALYTICS")
    before = stage.stored()
    assert stage.ask(SIGN, order, "probation") == "SIGNATURE_INVALID"
    assert stage.stored() == before


def _changed(stage: Stage, known: Mapping[str, Signatory], **more: Any) -> dict[str, Any]:
    return {**stage.signature("PUBLIC_SECURITY", known["PUBLIC_SECURITY"]), **more}


def _of_another_content(stage: Stage, known: Mapping[str, Signatory]) -> dict[str, Any]:
    order, act = _changed(stage, known), stage.act()
    other = replace(act, content=act.content.replace('"standing":1', '"standing":2', 1))
    statement = other.statement(2, order["key"], TODAY)
    return {**order, "signature": text_of(stage.keys[f"PUBLIC_SECURITY-{DISTRICT}"].sign(statement))}


def _on(stage: Stage, known: Mapping[str, Signatory], day: dt.date) -> dict[str, Any]:
    return stage.signature("PUBLIC_SECURITY", known["PUBLIC_SECURITY"], day)


def _turned(text: str) -> str:
    raw = bytearray(bytes_of(text))
    raw[7] ^= 1
    return text_of(bytes(raw))


REFUSED: dict[str, tuple[str, Callable[[Stage, Mapping[str, Signatory]], dict[str, Any]], dict[str, Any]]] = {
    "no such act": ("ACT_UNKNOWN", lambda s, k: _changed(s, k, act="rca_aaaaaaaaaaaaaaaa"), {}),
    "a record of another type": ("ACT_UNKNOWN", lambda s, k: _changed(s, k, act=unit_id("PROBATION")), {}),
    "another district": ("ACT_UNKNOWN", _changed, {"area": OTHER}),
    "a whole region": ("ACT_UNKNOWN", _changed, {"area": "75"}),
    "another role": ("ACT_UNKNOWN", _changed, {"role": "prosecutor"}),
    "no release of it": ("UNSUPPORTED_OPERATION", _changed, {"role": "education"}),
    "signed already": (
        "ACT_SIGNED",
        lambda s, k: s.signature("PROBATION", k["PROBATION"]),
        {"role": "probation"},
    ),
    "out of turn": (
        "SIGNATURE_OUT_OF_TURN",
        lambda s, k: s.signature("ANALYTICS", k["ANALYTICS"]),
        {"role": "analytics"},
    ),
    "an unknown key": ("SIGNER_UNKNOWN", lambda s, k: _changed(s, k, key="nobody"), {}),
    "the key of another body": ("SIGNER_UNKNOWN", lambda s, k: _changed(s, k, key=k["ANALYTICS"].key), {}),
    "the key of another district": ("SIGNER_UNKNOWN", lambda s, k: _changed(s, k, key=k["elsewhere"].key), {}),
    "a key that was ended": ("SIGNER_UNKNOWN", lambda s, k: _changed(s, k, key=k["former"].key), {}),
    "a unit of its own": ("SIGNER_UNKNOWN", _changed, {"unit": unit_id("PUBLIC_SECURITY", OTHER)}),
    "another head's signature": (
        "SIGNATURE_INVALID",
        lambda s, k: _changed(s, k, signature=s.signature("ANALYTICS", k["ANALYTICS"])["signature"]),
        {},
    ),
    "another content": ("SIGNATURE_INVALID", _of_another_content, {}),
    "a turned bit": (
        "SIGNATURE_INVALID",
        lambda s, k: _changed(s, k, signature=_turned(_changed(s, k)["signature"])),
        {},
    ),
    "no base64url": ("SIGNATURE_INVALID", lambda s, k: _changed(s, k, signature="Ұ" * 86), {}),
    "nothing": ("SIGNATURE_INVALID", lambda s, k: _changed(s, k, signature=""), {}),
    "another day than was signed": (
        "SIGNATURE_INVALID",
        lambda s, k: _changed(s, k, signature=_on(s, k, TODAY - dt.timedelta(1))["signature"]),
        {},
    ),
    "tomorrow": ("SIGNATURE_DAY", lambda s, k: _on(s, k, TODAY + dt.timedelta(1)), {}),
    "before the act": ("SIGNATURE_DAY", lambda s, k: _on(s, k, TODAY - dt.timedelta(1)), {}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_hold_is_refused_and_nothing_written(stage: Stage, name: str) -> None:
    code, make, who = REFUSED[name]
    stage.draw()
    known = {body: stage.head(body) for body in BODIES}
    known["elsewhere"] = stage.head("PUBLIC_SECURITY", OTHER)
    known["former"] = former(stage)
    stage.sign("PROBATION", known["PROBATION"])
    before, position = stage.stored(), stage.run(last(stage.graph.store))
    caller = {"role": "public_security", **who}
    assert stage.ask(SIGN, make(stage, known), **caller) == code
    assert (stage.stored(), stage.run(last(stage.graph.store))) == (before, position)
    # And the one that was to come is taken.
    assert stage.sign("PUBLIC_SECURITY", known["PUBLIC_SECURITY"])["signReconciliation"]["signatures"] == 2


def former(stage: Stage) -> Signatory:
    """A head of public security who is one no more; the keys of the present one stay."""
    kept = stage.keys[f"PUBLIC_SECURITY-{DISTRICT}"]
    head = stage.head("PUBLIC_SECURITY")
    stage.keys[f"PUBLIC_SECURITY-{DISTRICT}"] = kept
    return end(stage.home, head.key, dt.date(2026, 6, 30))


def test_who_may_not_know_of_an_act_is_told_the_same_as_of_none(stage: Stage) -> None:
    stage.draw()
    order = stage.signature("PROBATION", stage.head("PROBATION"))
    none = {**order, "act": "rca_aaaaaaaaaaaaaaaa"}
    for role in ("precinct", "juvenile", "criminal", "prosecutor", "education", "ngo", "operator", "penal"):
        assert stage.ask(SIGN, order, role) == stage.ask(SIGN, none, role)
        assert stage.ask(DRAW, {"district": DISTRICT}, role) == stage.ask(DRAW, {"district": OTHER}, role)


def test_a_key_that_ends_later_leaves_what_it_signed(stage: Stage) -> None:
    stage.draw()
    head = stage.head("PROBATION")
    stage.sign("PROBATION", head)
    end(stage.home, head.key, TODAY)
    found = stage.run(act_of(stage.graph.store.read, stage.act().id))
    assert found is not None and [each.key for each in found.signatures] == [head.key]


def test_heads_are_kept_and_a_key_belongs_to_one(stage: Stage) -> None:
    head = stage.head("PROBATION")
    assert heads(stage.home) == (head,) and head.key == thumbprint(head.public)
    with pytest.raises(HeadsError, match="one head"):
        add(stage.home, replace(head, name="Басқа"))
    with pytest.raises(HeadsError, match="nobody"):
        end(stage.home, "nobody", TODAY)
    assert end(stage.home, head.key, TODAY).good_on(TODAY) and not heads(stage.home)[0].good_on(dt.date(2026, 7, 4))
    assert (stage.home / "reconciliation" / "heads.json").stat().st_mode & 0o077 == 0


def test_thumbprints_are_those_of_the_standard() -> None:
    """RFC 8037, appendix A.3."""
    assert (
        thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo") == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    )


@pytest.mark.parametrize("text", ["AA=", "A", "AB", "A A", "ä", "AA==\n"])
def test_one_text_for_the_same_bytes(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        bytes_of(text)
    assert bytes_of("AQID") == b"\x01\x02\x03" and bytes_of(text_of(b"\xff\xfe")) == b"\xff\xfe"

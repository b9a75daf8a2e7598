"""An act that is signed stays signed when ids become keyed, and can be signed on; a draft is drawn anew."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.rekey import UNKEYED
from hub.jobs.rekey_hub import rekey
from prevention.reconciliation.act_file import check_stored, file_of
from prevention.reconciliation.signatories import heads
from tests.conftest import Graph
from tests.reconciliation.conftest import Stage, district, unit_id
from tests.rekeying.old import old_store
from tests.rekeying.test_rekeying import nothing

BODIES = ("PROBATION", "PUBLIC_SECURITY", "ANALYTICS")


def brought_over(graph: Graph, home: Path, signed: int) -> Stage:
    """An act with so many signatures, whose graph was rekeyed."""
    before = district(replace(graph, store=old_store(graph)), home, UNKEYED)
    before.draw()
    known = [before.head(body) for body in BODIES]
    for body, head in zip(BODIES[:signed], known, strict=False):
        assert before.sign(body, head)["signReconciliation"]
    assert graph.run(rekey(graph.store, home, nothing))
    return Stage(graph, home, before.intake, before.keys)


@pytest.mark.parametrize("signed", [0, 1, 2, 3])
def test_heads_sign_on_and_all_of_it_holds(empty_graph: Graph, tmp_path: Path, signed: int) -> None:
    stage = brought_over(empty_graph, tmp_path, signed)
    known = {head.body: head for head in heads(tmp_path)}
    assert [known[body].unit for body in BODIES] == [unit_id(body) for body in BODIES]
    stage.run(check_stored(empty_graph.store.read, stage.act()))
    if signed:
        assert stage.draw() == "ACT_FROZEN"
    for body in BODIES[signed:]:
        assert stage.sign(body, known[body], unit=unit_id(body))["signReconciliation"], body
    act = stage.act()
    assert act.status == "SIGNED"
    file_of(act).check(heads(tmp_path))
    stage.run(check_stored(empty_graph.store.read, act))

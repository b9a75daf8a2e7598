"""Every role sees of an act what the matrix says: rows are SERVICE, differences JUSTICE, both by the district."""

import pytest

from tests.proofs.reference.decide import matrix
from tests.reconciliation.conftest import DISTRICT, OTHER, Stage, unit_id

ROLES = sorted({role for role, _ in matrix()})
ACTS = "{ reconciliationActs { totalCount nodes { id totals { totalCount } } } }"
DIFFERENCES = """{ reconciliationActs { nodes { differences { totalCount nodes { column since
  person { id familyName } findings { nodes { body registeredOn } } } } } } }"""
SERVICE_OF_THE_AREA = {
    *("precinct", "public_security", "juvenile", "criminal", "migration", "penal", "probation", "prosecutor"),
    *("education", "employment", "commission", "akimat"),
}
SERVICE_OF_ALL = {"analytics", "statistics", "ministry", "mia_committee", "operator"}


@pytest.mark.parametrize("role", ROLES)
def test_rows_are_read_by_whom_the_matrix_says(stage: Stage, role: str) -> None:
    act = stage.draw()["drawUpReconciliation"]["act"]
    one = f'{{ reconciliationAct(id: "{act}") {{ id }} }}'
    for area in (DISTRICT, "75", OTHER):
        sees = role in SERVICE_OF_ALL or (role in SERVICE_OF_THE_AREA and area != OTHER)
        said = stage.ask(ACTS, role=role, area=area)
        if role not in SERVICE_OF_ALL | SERVICE_OF_THE_AREA:
            assert isinstance(said, str)
            continue
        expected = [{"id": act, "totals": {"totalCount": 3}}] if sees else []
        assert said == {"reconciliationActs": {"totalCount": len(expected), "nodes": expected}}
        assert stage.ask(one, role=role, area=area) == {"reconciliationAct": {"id": act} if sees else None}


def test_the_old_district_reads_of_a_person_who_moved(stage: Stage) -> None:
    """Dana lives elsewhere now: her district's police may know that she exists, and what registers say of her."""
    stage.register("ANALYTICS", "dana", "2025-03-03", "2026-04-12", card={"kato": OTHER})
    stage.draw()
    (act,) = stage.ask(DIFFERENCES, role="public_security")["reconciliationActs"]["nodes"]
    assert act["differences"]["totalCount"] == 3
    for each in act["differences"]["nodes"]:
        assert each["person"]["id"] and each["person"]["familyName"] is None
        assert each["since"] and len(each["findings"]["nodes"]) == 4


def test_the_new_district_reads_nothing_of_the_old_ones_act(stage: Stage) -> None:
    stage.draw()
    assert stage.ask(ACTS, role="public_security", area=OTHER)["reconciliationActs"]["totalCount"] == 0
    found = stage.graph.store.read("MATCH (n:ReconciliationDifference) RETURN n.id", {})
    for fact_id in stage.run(found):
        said = stage.ask(f'{{ node(id: "{fact_id}") {{ id }} }}', role="public_security", area=OTHER)
        assert said == {"node": None}


def test_probation_reads_of_its_own(stage: Stage) -> None:
    """JUSTICE is theirs for persons whom the unit registered or serves: nobody else is named to them."""
    stage.register("PUBLIC_SECURITY", "stranger", "2026-05-01")
    stage.draw()
    said = stage.ask(DIFFERENCES, role="probation", unit=unit_id("PROBATION"))
    (act,) = said["reconciliationActs"]["nodes"]
    assert act["differences"]["totalCount"] == 3
    everybody = stage.ask(DIFFERENCES)["reconciliationActs"]["nodes"][0]["differences"]["totalCount"]
    assert everybody == 7


@pytest.mark.parametrize("role", ["ministry", "education", "operator", "penal", "precinct"])
def test_differences_are_told_to_nobody_else(stage: Stage, role: str) -> None:
    stage.draw()
    said = stage.ask("{ reconciliationActs { nodes { differences { totalCount } } } }", role=role, area=OTHER)
    told = [] if isinstance(said, str) else [each["differences"] for each in said["reconciliationActs"]["nodes"]]
    assert all(each is None or each["totalCount"] == 0 for each in told)

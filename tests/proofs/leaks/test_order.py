"""The order that nobody asked for tells no region that the caller may not see (found by the twins)."""

import datetime as dt
from dataclasses import replace

import pytest

from resolvers.access.release_levels import area_is_known
from schema.api.record_roots import QUERIES
from schema.catalogue import CATALOGUE
from schema.identifiers import AreaCode, HubId, UnitId
from schema.model import AccessClass
from schema.types.roots import ConnectionRoot
from security.authorization.caller import Caller, grants_of
from tests.support.policy_files import agreed_policy

ROLES = agreed_policy().roles
DAY = dt.date(2026, 6, 1)
LISTED = [CATALOGUE.entity(root.target) for root in QUERIES if isinstance(root, ConnectionRoot)]


@pytest.mark.parametrize("role", [name for name, role in ROLES.items() if AccessClass.JUSTICE in role.cells])
def test_token_without_persons_has_cases_in_no_order_of_their_regions(role: str) -> None:
    whole = Caller(
        subject="s",
        role=role,
        area=AreaCode("75"),
        unit=UnitId(HubId("uni_1")),
        agency="MIA",
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    blind = replace(whole, classes=frozenset({AccessClass.JUSTICE, AccessClass.MINOR}))
    case = CATALOGUE.entity("Case")
    assert area_is_known(case, grants_of(whole, ROLES[role], DAY))
    assert not area_is_known(case, grants_of(blind, ROLES[role], DAY))


@pytest.mark.parametrize("role", ROLES)
def test_shipped_roles_keep_the_order_by_region(role: str) -> None:
    grants = grants_of(
        Caller(
            subject="s",
            role=role,
            area=AreaCode("75"),
            unit=UnitId(HubId("uni_1")),
            agency="MIA",
            purposes=("CASE_WORK",),
            expires=2**40,
        ),
        ROLES[role],
        DAY,
    )
    for entity in LISTED:
        if entity.area and (entity.access == AccessClass.PUBLIC or grants.of(entity.access)):
            assert area_is_known(entity, grants) or entity.name == "Region", entity.name

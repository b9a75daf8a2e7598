"""Regions, bodies, families and norms of a population."""

from collections import Counter

from tests.population.fed import Fed, reference


def test_regions_and_their_districts(small: Fed) -> None:
    regions = {r["kato"] for r in small.records["Region"] if "parent" not in r}
    assert len(regions) == 20
    assert {"750000000", "710000000", "790000000"} <= regions
    districts = Counter(r["parent"] for r in small.records["Region"] if "parent" in r)
    assert len(districts) == 20
    assert 4 <= min(districts.values()) <= max(districts.values()) <= 10
    assert {"751000000", "751200000"} <= {r["kato"] for r in small.records["Region"]}


def test_persons_live_in_districts(small: Fed) -> None:
    districts = {reference(r) for r in small.records["Region"] if "parent" in r}
    assert {p["region"] for p in small.records["Person"] if "region" in p} <= districts


def test_districts_do_not_depend_on_the_number_of_persons(small: Fed, large: Fed) -> None:
    assert small.records["Region"] == large.records["Region"]
    assert small.records["Agency"] == large.records["Agency"]
    assert small.records["Norm"] == large.records["Norm"]


def test_every_district_has_points_precincts_and_inspectors(small: Fed) -> None:
    districts = {reference(r) for r in small.records["Region"] if "parent" in r}
    kinds = {"POLICE", "PUBLIC_SECURITY", "CRIMINAL", "JUVENILE", "PROBATION", "PRECINCT_POINT"}
    have: dict[str, set[str]] = {}
    for unit in small.records["Unit"]:
        have.setdefault(unit.get("region", ""), set()).add(unit["kind"])
    assert all(have[d] >= kinds for d in districts)
    precincts = Counter(p["region"] for p in small.records["Precinct"])
    assert set(precincts) == districts
    assert min(precincts.values()) >= 2
    assert {i["kind"] for i in small.records["Inspector"]} == {
        "PRECINCT",
        "RESPONSIBLE",
        "JUVENILE",
        "PROBATION",
    }


def test_kinship_goes_both_ways(large: Fed) -> None:
    back = {"CHILD": "PARENT", "PARENT": "CHILD", "SPOUSE": "SPOUSE", "SIBLING": "SIBLING", "OTHER": "OTHER"}
    ties = {(k["owner"], k["person"], k["kind"]) for k in large.records["Kinship"]}
    assert {kind for _, _, kind in ties} == set(back)
    assert all((person, owner, back[kind]) in ties for owner, person, kind in ties)


def test_parents_are_older_than_their_children(large: Fed) -> None:
    for tie in large.records["Kinship"]:
        one, other = large.persons[tie["owner"]], large.persons[tie["person"]]
        if tie["kind"] == "CHILD" and "birthDate" in one and "birthDate" in other:
            assert int(other["birthDate"][:4]) - int(one["birthDate"][:4]) >= 10


def test_some_families_are_spread_over_regions(large: Fed) -> None:
    apart = 0
    for tie in large.records["Kinship"]:
        homes = [large.persons[tie[end]].get("region", "")[:7] for end in ("owner", "person")]
        apart += "" not in homes and homes[0] != homes[1]
    assert 0.02 < apart / len(large.records["Kinship"]) < 0.3


def test_some_decisions_concern_an_adult_and_a_minor(large: Fed) -> None:
    pairs = [d["persons"] for d in large.records["CourtDecision"] if len(d["persons"]) == 2]
    ages = [
        {large.persons[p]["birthDate"] > "2008-06-30" for p in pair if "birthDate" in large.persons[p]}
        for pair in pairs
    ]
    assert {True, False} in ages
    assert {False} in ages


def test_some_pupils_go_to_school_in_another_district(large: Fed) -> None:
    schools = {reference(s): s["region"] for s in large.records["School"]}
    elsewhere = [
        e for e in large.records["Enrolment"] if schools[e["school"]] != large.persons[e["owner"]].get("region")
    ]
    assert 0.02 < len(elsewhere) / len(large.records["Enrolment"]) < 0.15


def test_norms_and_acts(small: Fed) -> None:
    acts = {a["number"]: a for a in small.records["LegalAct"]}
    assert set(acts) == {"742", "652", "912", "766", "1233", "517", "622", "89", "1095", "1098"}
    assert acts["766"]["repealedOn"] == "2014-07-21"
    assert {"517-9.4", "622-42.2", "89-11b", "652-32c", "1098-23.16", "912-P", "1233-I"} <= {
        n["code"] for n in small.records["Norm"]
    }


def test_nothing_is_done_under_a_repealed_act(large: Fed) -> None:
    done = (*large.records["WorkRecord"], *large.records["Notice"], *large.records["CaseEvent"])
    assert not [each for each in done if (each.get("norm") or "").startswith("HUB/766-")]

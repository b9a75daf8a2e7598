"""Acts and norms as records of the graph, so that every duty, event and notice can name the norm it stands on."""

from graph.engine.records import Record
from graph.engine.store import Store
from graph.write.ids import HUB, IdKey, record_id
from graph.write.writer import write
from schema.catalogue import CATALOGUE
from security.norms import LANGUAGES, NORMS, LegalAct, Provision

_ACT = CATALOGUE.entity("LegalAct")
_NORM = CATALOGUE.entity("Norm")


async def save_law(store: Store) -> None:
    """Bring in the acts and norms that are not there yet, and those whose words are newer.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    await write(store, _ACT, [_act(store.sealer, act) for act in NORMS.acts.values()])
    await write(store, _NORM, [_norm(store.sealer, provision) for provision in NORMS.provisions.values()])


def _act(key: IdKey, act: LegalAct) -> Record:
    values = {
        "number": act.number,
        **{f"title{language.capitalize()}": act.title[language] for language in LANGUAGES},
        "adoptedOn": act.adopted,
        "inForceFrom": act.in_force,
        "repealedOn": act.repealed,
    }
    return Record(
        entity=_ACT, id=record_id(key, _ACT, HUB, act.number), version=NORMS.version, properties=values, links={}
    )


def _norm(key: IdKey, norm: Provision) -> Record:
    values = {
        "code": norm.code,
        **{f"summary{language.capitalize()}": norm.summary[language] for language in LANGUAGES},
    }
    links = {"act": (record_id(key, _ACT, HUB, norm.act.number),)}
    return Record(
        entity=_NORM,
        id=record_id(key, _NORM, HUB, norm.code),
        version=NORMS.version,
        properties=values,
        links=links,
    )

"""The words of names, by which a name with a typing error is understood (schema/internal/search_keys.py).

A word is kept once, however many people have the name, and stays when the last of them goes: it says of nobody that
they are here, and without the hub's keys it says nothing at all.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graph.engine.sealer import Sealer, sealed_properties
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from schema.internal.search_keys import LEFT_OF, NAME_FORM, NAME_FORM_KEY, NAME_FORM_KEY_PREFIX
from schema.search_forms import spelt_words, with_one_left_out

_LABEL = NAME_FORM.name
_FIELD = "form"
_NAMES = ("familyName", "givenName")
_STORED = f"UNWIND $ids AS id MATCH (f:{_LABEL} {{id: id}}) RETURN f.id AS id"
_KEEP = f"UNWIND $rows AS row MERGE (f:{_LABEL} {{id: row.id}}) SET f += row.set"
_LINK = (
    f"UNWIND $links AS l MATCH (f:{_LABEL} {{id: l[1]}}) MERGE (k:{NAME_FORM_KEY} {{id: l[0]}}) "
    f"MERGE (k)-[:{LEFT_OF}]->(f)"
)
_MEANT = (
    f"UNWIND $ids AS id MATCH (k:{NAME_FORM_KEY} {{id: id}})-[:{LEFT_OF}]->(f:{_LABEL}) "
    f"RETURN DISTINCT [f.id, f.{_FIELD}]"
)


async def keep_name_forms(work: UnitOfWork, cards: Iterable[Mapping[str, Any]]) -> None:
    """Keep the words of the names that cards of persons say, in plain letters."""
    texts = {card.get(name) or "" for card in cards for name in _NAMES}
    forms = {word for text in texts for word in spelt_words(text) if with_one_left_out(word)}
    by_id = {_form_id(work.sealer, form): form for form in sorted(forms)}
    stored_ids = {row["id"] for row in await work.rows(_STORED, ids=sorted(by_id))}
    news = {form_id: form for form_id, form in by_id.items() if form_id not in stored_ids}
    rows = [
        {"id": id_, "set": sealed_properties(work.sealer, NAME_FORM, id_, {_FIELD: form})}
        for id_, form in sorted(news.items())
    ]
    await work.rows(_KEEP, rows=rows)
    links = [[key, form_id] for form_id, form in sorted(news.items()) for key in _key_ids(work.sealer, form)]
    await work.rows(_LINK, links=links)


async def words_meant(store: Store, sealer: Sealer, spelt: str) -> frozenset[str]:
    """The words of names that have something in common with ``spelt`` if each is without one letter.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    key_ids = _key_ids(sealer, spelt)
    rows = await store.read(_MEANT, {"ids": key_ids}) if key_ids else []
    return frozenset(sealer.open(_LABEL, form_id, _FIELD, sealed) for form_id, sealed in rows)


def _form_id(key: Sealer, form: str) -> str:
    return f"{NAME_FORM.prefix}_{key.digest(f'{NAME_FORM.prefix} {form}')}"


def _key_ids(key: Sealer, form: str) -> list[str]:
    left = sorted(with_one_left_out(form))
    return [f"{NAME_FORM_KEY_PREFIX}_{key.digest(f'{NAME_FORM_KEY_PREFIX} {part}')}" for part in left]

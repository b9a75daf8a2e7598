"""What rekeying does to acts: a draft is written anew, and what was signed stays as it was signed.

The content of an act names itself and units, and its signatures stand under that. So an act that somebody has
signed keeps its content, the old id under which it was signed, and the ids of which its differences are the digest.
"""

import json
from pathlib import Path

from graph.engine.store import Store
from graph.rekey import Renaming
from graph.write.commit import commit_statement
from prevention.reconciliation import queries
from prevention.reconciliation.acts import ACT, DIFFERENCE, DRAFT, FINDING, SIGNATURE, all_acts, differences_of
from prevention.reconciliation.content import digest_of, written
from prevention.reconciliation.signatories import former, heads, replace_heads
from schema.identifiers import HubId, UnitId

KeptIds = dict[tuple[str, str], frozenset[str]]
"""Properties that stay, by label and id of the record."""

_NAMES = {
    ACT.name: frozenset({"content", "signedAs"}),
    DIFFERENCE.name: frozenset({"subject"}),
    FINDING.name: frozenset({"keptBy", "registration"}),
    SIGNATURE.name: frozenset({"signedFor"}),
}


async def remember_signed(store: Store) -> None:
    """Note of every act that somebody has signed under which id it was signed. Before ids change."""
    await commit_statement(store, queries.SAVE_SIGNED_IDS, draft=DRAFT)


async def signed_parts(store: Store, renaming: Renaming) -> KeptIds:
    """What stays as it was signed, of records under their old ids and under their new ones."""
    signed_ids: KeptIds = {}
    for label, names in _NAMES.items():
        for record_id in await store.read(queries.parts_of_signed_acts(label), {"draft": DRAFT}):
            signed_ids |= dict.fromkeys(((label, record_id), (label, renaming.id(record_id))), names)
    return signed_ids


async def write_drafts_anew(store: Store) -> None:
    """Let drafts be the digest of what now stands in them."""
    for act in await all_acts(store.read):
        if act.status != DRAFT:
            continue
        act_differences = await differences_of(store.read, act.id)
        differences = {"count": len(act_differences), "sha256": digest_of(written(act_differences))}
        content = written({**json.loads(act.content), "differences": differences})
        await commit_statement(
            store, queries.SAVE_DRAFT_CONTENT, id=act.id, content=content, digest=digest_of(content)
        )


def rekey_heads(home: Path, renaming: Renaming) -> None:
    """Let heads be of their units' new ids. Under which id they signed until now is remembered."""
    signatories = heads(home)
    if any(renaming.id(head.unit) != head.unit for head in signatories):
        replace_heads(home, (former(head, UnitId(HubId(renaming.id(head.unit)))) for head in signatories))

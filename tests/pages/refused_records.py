"""Records of the demonstration's sender that the hub refuses, each for a reason of its own."""

import json
import uuid
from pathlib import Path

import httpx

from hub.http.authentication import issuer_of
from hub.settings import Settings
from security.identity.local_issuer import Claims

FEED = "probation-register"
SUBJECT = "demo-sender"
REFUSED = 2


def deliver_refused(home: Path, url: str) -> None:
    """Deliver records that lack what their feed must have, as the sender of the demonstration."""
    token = issuer_of(Settings(home=home, local_issuer=True)).issue(
        Claims(
            role="probation",
            area=None,
            unit=None,
            agency="PENAL",
            purposes=("FEED",),
            subject=SUBJECT,
            lifetime=600,
            feeds=(FEED,),
        )
    )
    records = [{"recordId": f"refused-{number}", "version": 1} for number in range(REFUSED)]
    answer = httpx.post(
        f"{url}/feeds/{FEED}",
        content="\n".join(json.dumps(record) for record in records),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/x-ndjson",
            "Idempotency-Key": str(uuid.uuid4()),
        },
        timeout=60,
    )
    answer.raise_for_status()

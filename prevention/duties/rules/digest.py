"""Which rules these are: a digest of all on which duties stand beside facts. With other rules all is done anew."""

import hashlib
from pathlib import Path

_HERE = Path(__file__).parent
_PREVENTION = _HERE.parents[1]
_SECURITY = _PREVENTION.parent / "security"


def _digest() -> str:
    digest = hashlib.blake2b(digest_size=16)
    files = (
        *sorted((_PREVENTION / "duties").rglob("*.py")),
        *(_PREVENTION / name for name in ("deadlines.py", "decisions.py", "engine.py", "history.py")),
        *sorted(_SECURITY.glob("working_days.*")),
    )
    # What the hub does itself as it works duties out is done for everybody anew, too.
    does = (
        *sorted((_PREVENTION / "matches").glob("*.py")),
        *sorted((_PREVENTION / "repairs").glob("*.py")),
        _PREVENTION / "work" / "parole_expiry.py",
    )
    for path in (*files, *does, _SECURITY / "norms.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


RULES = _digest()
"""The digest of the rules of this hub."""

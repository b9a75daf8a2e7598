"""Which rules these are: a digest of all on which duties stand beside facts. With other rules all is done anew."""

import hashlib
from pathlib import Path

_HERE = Path(__file__).parent
_DOES = ("journal_words.py", "mending.py", "moving.py", "undoing.py")
_TERMS = (_HERE.parent / "terms.py", _HERE.parent / "decisions.py")
_SECURITY = _HERE.parents[1] / "security"


def _digest() -> str:
    digest = hashlib.blake2b(digest_size=16)
    files = (*sorted(_HERE.glob("*.py")), *_TERMS, *sorted(_SECURITY.glob("calendar.*")))
    # What the hub does itself as it works duties out is done for everybody anew, too.
    does = (*sorted((_HERE.parent / "matches").glob("*.py")), *(_HERE.parent / "work" / name for name in _DOES))
    for path in (*files, *does, _SECURITY / "norms.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


RULES = _digest()
"""The digest of the rules of this hub."""

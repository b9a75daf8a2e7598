"""Legal acts and norms, as the hub carries them out."""

import datetime as dt

from graph.write.ids import HUB
from security.norms import NORMS
from synthetic.country.feed_lines import Feeds


def norm(code: str) -> str | None:
    """The reference to a norm; None for an empty code."""
    return f"{HUB}/{code}" if code else None


def write_law(feeds: Feeds) -> None:
    """Write every act with its dates, and every norm with its act."""
    for act in NORMS.acts.values():
        values = {
            "number": act.number,
            "title": dict(act.title),
            "adoptedOn": _iso(act.adopted),
            "inForceFrom": _iso(act.in_force),
            "repealedOn": _iso(act.repealed),
        }
        feeds.add("LegalAct", HUB, values, act.number)
    for code, provision in NORMS.provisions.items():
        summary, act_of = dict(provision.summary), f"{HUB}/{provision.act.number}"
        feeds.add("Norm", HUB, {"code": code, "summary": summary, "act": act_of}, code)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None

"""One clock: moments, days and Kazakhstan's zone come from security/clock.py, and from nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("adapters", "graph", "hub", "prevention", "resolvers", "schema", "security", "synthetic", "web", "deploy")
CLOCK = "security/clock.py"
OTHER_CLOCKS = {
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"),
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today"),
}
OTHER_ZONES = {"zoneinfo", "ZoneInfo", "tzdata", "dateutil", "pytz", "tzlocal", "timezone"}
OFFSET = re.compile(r"[+-]0[56]:?00\b|Etc/GMT|Asia/(?!Almaty\b)\w+")
IN_CYPHER = re.compile(r"\b(?:local)?(?:datetime|date|time|timestamp)\(\)")


def _offences(source: str) -> Iterator[str]:
    """Each other clock and each other zone that a module names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if f"{owner}.{node.attr}" in OTHER_CLOCKS or node.attr in OTHER_ZONES:
                yield f"{node.lineno}: {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom | ast.Import):
            module = getattr(node, "module", None)
            for name in (f"{module}.{alias.name}" if module else alias.name for alias in node.names):
                if name in OTHER_CLOCKS or OTHER_ZONES & {*name.split(".")}:
                    yield f"{node.lineno}: {name}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("timedelta"):
            if ast.unparse(node) in {"dt.timedelta(hours=5)", "dt.timedelta(hours=6)"}:
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Constant) and re.search(
            OFFSET.pattern + "|" + IN_CYPHER.pattern, str(node.value)
        ):
            yield f"{node.lineno}: {str(node.value)[:60]!r}"


def test_there_is_one_clock_and_one_zone() -> None:
    modules = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert len(modules) > 400
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in modules}
    assert list(_offences(texts.pop(CLOCK)))
    assert [f"{name}:{offence}" for name, text in texts.items() for offence in _offences(text)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import time\nx = time.time()",
        "from time import time",
        "import time\nx: object = time.time",
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "import datetime as dt\ndt.date.today()",
        "from datetime import datetime\ndatetime.now()",
        "from zoneinfo import ZoneInfo",
        "import datetime as dt\ndt.timezone(dt.timedelta(hours=5))",
        "import datetime as dt\nhere = dt.timedelta(hours=5)",
        "text = '2026-01-01T00:00:00+05:00'",
        "text = 'MERGE (n) SET n.at = datetime()'",
    ],
)
def test_another_clock_would_be_found(source: str) -> None:
    assert list(_offences(source))


def test_the_zone_is_that_of_a_pinned_package() -> None:
    assert re.search(r'^    "tzdata==\d{4}\.\d+",$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)

"""The house stands as ARCHITECTURE.md says: one maker of statements, one name for one thing, no silenced checks.

Which room may import which is a contract of import-linter (pyproject.toml, ``make check``).
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("schema", "web", "graph", "security", "adapters", "prevention", "resolvers", "synthetic", "hub")
SOURCES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if "node_modules" not in path.parts
}
TREES = {name: ast.parse(text) for name, text in SOURCES.items()}
MARKS = re.compile(r"#\s*(type: ignore|noqa|TODO|FIXME)")

SAME_CLASS = {"Progress"}
"""Classes that are one concept in several rooms: what is called as work goes on, with what that work counts."""

SAME_MODULE = {
    # A mutation or a type of record, its declaration, what it does, and what the made-up country has of it.
    *("absences", "bodies", "foreigners", "help", "juveniles", "law", "matches", "meetings", "parole", "registers"),
    *("registrations", "releases", "statistics", "stays", "units", "reconciliation", "justice", "decisions"),
    # A family of root fields: its declaration, and what it does.
    *("access_log", "own_view", "record_roots", "search", "timeline", "unit_day", "work_forms"),
    # What a command or a root field is named after.
    *("deliveries", "feeds", "identity_links", "identity_numbers", "ids", "iin", "intents", "policy"),
    # The same act or term, read from its text and kept as a rule.
    *("concept_1233", "deadlines"),
    # The Cypher that the modules of a folder run, beside them.
    "queries",
}
NOUNS_IN_ING = {"heading", "matching", "misspelling", "spelling"}

SAYS_NOTHING = {
    *("each", "found", "given", "known", "wanted", "held", "own", "said", "told", "kept"),
    *("taken", "asked", "gone", "beside", "put", "do", "keep", "take", "ask", "few"),
    *("spare", "either", "every", "asof", "seen", "sought", "here", "there", "those", "these"),
    *("theirs", "ours", "mine", "made", "named", "listed", "done", "shown", "stands"),
}
"""Names that say that something is, and not what."""

CYPHER = re.compile(
    r"\b(?:MATCH|MERGE) [({]|\bUNWIND \S|\bDETACH DELETE\b|-\[\w*:|\bRETURN [\w\[{]|\b(?:SET|REMOVE) [a-z]\w*\."
)
"""A statement, or a part of one: of an f-string, each piece of text is looked at."""

OLD_WORDS = re.compile(
    r"\b[Ll]edgers?\b|\b[Tt]he dock\b|\b([Tt]he|[Aa]) scene of\b|\b[Aa] scene:|\b[Tt]he pulse\b|^\"*Pulse:|"
    r"^\"*Looking:|^\"*Happenings:|\b[Tt]he bell\b|\b[Tt]he desk\b|\b[Tt]he shield\b|"
    r"\b[Tt]he (trail of|access trail)\b|\b[Tt]he account(s)? of what\b",
    re.MULTILINE,
)
"""What things were called before they had the words of the field (docs/glossary.md)."""


def test_no_module_imports_itself_by_a_detour() -> None:
    names = {name.removesuffix(".py").replace("/", "."): name for name in SOURCES}
    edges = {module: {i for i in _imported(TREES[name]) if i in names} for module, name in names.items()}
    while edges:
        ready = [module for module, needs in edges.items() if not needs & set(edges)]
        assert ready, f"a circle among {sorted(edges)}"
        for module in ready:
            del edges[module]


def test_no_class_has_the_name_of_another() -> None:
    places = defaultdict(list)
    for name, tree in TREES.items():
        for defined in _classes_and_aliases(tree):
            places[defined].append(name)
    assert {k: v for k, v in places.items() if len(v) > 1 and k not in SAME_CLASS} == {}


def test_no_module_has_the_name_of_another_thing() -> None:
    places = defaultdict(list)
    for name in SOURCES:
        places[Path(name).stem].append(name)
    del places["__init__"]
    assert {k: v for k, v in places.items() if len(v) > 1 and k not in SAME_MODULE} == {}


def test_names_say_what_they_hold() -> None:
    assert [(name, line, word) for name, tree in TREES.items() for line, word in _named_by_nothing(tree)] == []


def test_no_page_and_no_comment_uses_an_old_word() -> None:
    pages = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    texts = SOURCES | {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in pages}
    assert {(name, found[0]) for name, text in texts.items() for found in OLD_WORDS.finditer(text)} == set()


def test_modules_are_named_by_nouns() -> None:
    assert [n for n in SOURCES if n.endswith("ing.py") and Path(n).stem not in NOUNS_IN_ING] == []


def test_no_folder_is_crowded() -> None:
    folders = defaultdict(list)
    for name in SOURCES:
        folders[str(Path(name).parent)].append(name)
    assert [k for k, v in folders.items() if len(v) > 21 and k != "adapters/systems"] == []


def test_every_file_that_a_page_names_is_there() -> None:
    pages = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = re.compile(
        rf"(?<![\w./-])((?:{'|'.join((*ROOMS, 'tests', 'bench', 'deploy', 'docs'))})/[\w./-]+\.(?:py|toml|typ|md))"
    )
    missing = {
        (page.name, path)
        for page in pages
        for path in named.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    }
    assert missing == set()


def test_statements_that_answer_are_made_in_one_place() -> None:
    makers = {"graph/query/emit.py", "graph/query/cypher.py"}
    made = [
        name
        for name, tree in TREES.items()
        if name.startswith(("resolvers/", "security/", "schema/", "hub/app"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"\bMATCH \(|\bMATCH \{", node.value)
    ]
    assert set(made) - makers == set()


def test_cypher_stands_in_the_graph_or_beside_its_reader() -> None:
    offenders = [
        (name, node.lineno, node.value[:60])
        for name, tree in TREES.items()
        if not name.startswith("graph/") and Path(name).name != "queries.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CYPHER.search(node.value)
    ]
    assert not offenders, offenders


def test_no_query_has_the_name_of_another() -> None:
    places = defaultdict(list)
    for name, tree in TREES.items():
        if Path(name).name == "queries.py":
            for defined in _public_names(tree):
                places[defined].append(name)
    assert {k: v for k, v in places.items() if len(v) > 1} == {}


def test_nothing_writes_outside_a_transaction() -> None:
    assert [name for name, text in SOURCES.items() if "execute_query" in text] == []
    running = {name for name, text in SOURCES.items() if re.search(r"session\.run ?\(", text)}
    assert running <= {"graph/engine/store.py", "graph/engine/embedded_arcadedb.py"}
    store = SOURCES["graph/engine/store.py"]
    assert store.count("session.run(") == 1 and "READ_ACCESS" in store


def test_what_writes_gets_a_unit_of_work_and_no_transaction() -> None:
    taking = [
        (name, node.name)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and "transaction" in {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
    ]
    rooms = {name for name, _ in taking}
    assert rooms <= {"graph/engine/" + module for module in ("store.py", "intents.py", "unit_of_work.py")} | {
        "graph/write/commit.py"
    }
    assert len(taking) < 20


def test_records_of_many_values_are_made_by_name() -> None:
    # A table of rich takes its headings one after another.
    made = [
        (name, ast.unparse(node.func), node.lineno)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and re.search(r"(^|\.)[A-Z]\w*$", ast.unparse(node.func))
        and len(node.args) >= 5
        and ast.unparse(node.func) != "Table"
    ]
    assert made == []


def test_links_are_deleted_in_one_way() -> None:
    """The embedded engine fails where a link is deleted while others of its node are being found."""
    deleting = [name for name, text in SOURCES.items() if re.search(r"(?<!DETACH )DELETE [a-z]\w*\b", text)]
    assert deleting == ["graph/engine/unit_of_work.py"]


def test_files_and_functions_can_be_read_in_one_sitting() -> None:
    assert [name for name, text in SOURCES.items() if len(text.splitlines()) > 350] == []
    long = [
        (name, node.name)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


def test_no_check_is_silenced() -> None:
    assert [name for name, text in SOURCES.items() if MARKS.search(text)] == []


def _named_by_nothing(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name
        elif isinstance(node, ast.arg):
            name = node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        if name.strip("_") in SAYS_NOTHING:
            yield getattr(node, "lineno", 0), name


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def _classes_and_aliases(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            names = (target.id for target in node.targets if isinstance(target, ast.Name))
            yield from (name for name in names if re.fullmatch(r"[A-Z][a-z]\w*", name))


def _public_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (t.id for t in targets if isinstance(t, ast.Name) and not t.id.startswith("_"))

"""The commands ``ortaq matching``: how well cards are matched, and what the weights are learnt from."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

import adapters.matching
from adapters.matching import features
from adapters.matching.train import train
from adapters.matching.weights import as_toml
from hub.reports.matching_evaluation import Figures, Method, evaluate
from synthetic.doubles import write_doubles

matching = typer.Typer(help="Matching persons who have no identity number.", no_args_is_help=True)

_WEIGHTS = Path(adapters.matching.__file__).with_name("weights.toml")
_PRIOR = 1e-6
"""Two cards taken blindly from a hub of about a million persons are of one person this often."""

Persons = Annotated[
    int, typer.Option(min=100, help="Persons of the made-up population, before twins and namesakes.")
]


@matching.command(name="evaluate")
def evaluate_command(
    persons: Persons = 20_000,
    seed: Annotated[list[int] | None, typer.Option(help="Seed of the population; may be given again.")] = None,
    method: Annotated[Method, typer.Option(help="Each card as it arrives, or all as a batch.")] = Method.ARRIVAL,
) -> None:
    """Match a made-up population and print what was found, beside the truth."""
    table = Table(
        "seed", "cards", "true pairs", "precision", "recall, linked", "with review", "to review", "of them right"
    )
    for heading in ("wrong links", "keys' recall", "compared", "seconds"):
        table.add_column(heading)
    for seed_ in seed or [1]:
        table.add_row(str(seed_), *_cells(evaluate(write_doubles(persons, seed_), method)))
    Console(width=160).print(table)


@matching.command(name="train")
def train_command(
    persons: Persons = 20_000,
    seed: Annotated[int, typer.Option(help="Seed of the population.")] = 1,
    out: Annotated[Path, typer.Option(help="The file to write.")] = _WEIGHTS,
) -> None:
    """Learn what each level of agreement weighs, and write it as the data file that matching reads."""
    doubles = write_doubles(persons, seed)
    learnt = train([(double.person, features(double.card)) for double in doubles], _PRIOR)
    remark = f"Learnt by: ortaq matching train --persons {persons} --seed {seed}. docs/matching.md says how."
    out.write_text(as_toml(learnt, remark), encoding="utf-8")
    typer.echo(f"{out}: learnt from {len(doubles)} cards")


def _cells(figures: Figures) -> list[str]:
    return [
        str(figures.cards),
        str(figures.true_pairs),
        f"{figures.precision:.4f}",
        f"{figures.recall:.4f}",
        f"{figures.recall_with_review:.4f}",
        str(figures.review),
        str(figures.review_rightly),
        str(figures.linked - figures.linked_rightly),
        f"{figures.keys_recall:.4f}",
        str(figures.compared),
        f"{figures.seconds:.1f}",
    ]

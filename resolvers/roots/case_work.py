"""Working: the mutations of the work, each for the roles whose policy file lists its norm.

What a mutation names must be released to the caller in full, unless it declares less
(schema/work/declaration.py): a record that is not there, one that is hidden and one of another type are the
same. What is checked and written then is the law's (prevention/work). A refused attempt stands in the access
log as an answer does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from adapters.feeds.iin import holds_iin
from prevention.duties.affected_files import subjects_of
from prevention.work.carry_out import answered, execute, ids_of
from prevention.work.command import Command, CommandOutcome, WorkError
from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.errors import HubError
from resolvers.request.selection import Selection, as_selected
from resolvers.roots.behaviour import RootBehaviour, argument_of, from_sources
from resolvers.roots.computed import Computed, ComputedSources
from resolvers.roots.senders import key_of
from schema.catalogue import CATALOGUE, SUBJECT
from schema.identifiers import NormCode
from schema.lost_letters import LostLettersError, refuse_lost
from schema.model import AccessClass
from schema.texts import normal
from schema.types.scalars import write_datetime
from schema.work.declaration import Input, WorkMutation
from schema.work.work_catalogue import WORKS
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell
from security.clock import utc_now

_TEXTS = ("str", "list[str]")

_PERSONS = f"{CATALOGUE.entity(SUBJECT).prefix}_"

PURPOSE = "CASE_WORK"
"""The purpose that whoever enters work must state."""


def may_try(work: WorkMutation, grants: Grants) -> bool:
    """Whether a caller with ``grants`` may try a mutation."""
    if grants.unit is None:
        return False
    if work.norms:
        return not set(grants.work).isdisjoint(work.norms)
    # A notice is confirmed by whoever it was sent to, and only who reads of persons is sent any.
    return any(cell.release == Disclosure.FULL for cell in grants.of(AccessClass.JUSTICE))


def works_under(norm: str, grants: Grants) -> tuple[str, ...]:
    """The mutations under a norm that a caller with ``grants`` may try."""
    if norm not in grants.work:
        return ()
    return tuple(name for name, work in WORKS.items() if norm in work.norms and may_try(work, grants))


def _behaviour(work: WorkMutation) -> RootBehaviour:
    def compute(selection: Selection, grants: Grants, disclosures: DisclosurePlan) -> Computed:
        disclosures.release_selected(selection, ())
        for name in work.closed:
            disclosures.release(name, ())

        async def working(sources: ComputedSources, context: Context) -> Any:
            try:
                values = {input_.name: _value(selection, input_, context) for input_ in work.inputs}
                outcome = await _work(work, values, sources, context)
            except WorkError as error:
                _stands_on(error.norm, context)
                raise HubError(error.code, norm=error.norm) from error
            _stands_on(outcome.norm, context)
            return as_selected(selection, _payload(outcome))

        return Computed(working, PURPOSE)

    return RootBehaviour(visibility=lambda grants, records: may_try(work, grants), answer=from_sources(compute))


BEHAVIOURS = {name: _behaviour(work) for name, work in WORKS.items()}


def _stands_on(norm: NormCode | None, context: Context) -> None:
    """The access log names the norm under which something was done or refused, and no other."""
    if norm is not None:
        context.trace.norms.setdefault(norm)


async def _work(
    work: WorkMutation, values: Mapping[str, Any], sources: ComputedSources, context: Context
) -> CommandOutcome:
    key, caller = key_of(values["key"]), context.caller
    norm = work.norm_for(values.get(work.by))
    if caller.unit is None or not may_try(work, context.grants):
        raise WorkError("WORK_REFUSED", norm)
    if norm is not None and norm not in context.grants.work:
        raise WorkError("WORK_REFUSED", norm)
    arguments = {name: value for name, value in values.items() if name != "key"}
    command = Command(
        work=work,
        norm=norm,
        values=arguments,
        key=key,
        caller=caller.subject,
        carries=context.grants.work,
        unit=caller.unit,
        agency=caller.agency,
        area=caller.area,
        now=utc_now(),
    )
    if (before := await answered(sources.store, command)) is not None:
        return before
    _check_texts(work, values, norm)
    await _check_seen(work, values, norm, sources, context)
    outcome = await execute(sources.store, command)
    if outcome.person is not None:
        context.trace.persons.add(outcome.person)
    return outcome


def _check_texts(work: WorkMutation, values: Mapping[str, Any], norm: NormCode | None) -> None:
    """See that no identification number stands in words: it is kept sealed, or not at all.

    Raises:
        WorkError: WORK_VALUE.
    """
    for input_ in work.inputs:
        if input_.python in _TEXTS and values[input_.name] is not None:
            texts = values[input_.name] if input_.python == "list[str]" else [values[input_.name]]
            if holds_iin(texts):
                raise WorkError("WORK_VALUE", norm)


async def _check_seen(
    work: WorkMutation, values: Mapping[str, Any], norm: NormCode | None, sources: ComputedSources, context: Context
) -> None:
    """See that the caller sees all that is named as the mutation declares it.

    Raises:
        WorkError: WORK_UNKNOWN.
    """
    for input_ in work.inputs:
        if not input_.target or values[input_.name] is None:
            continue
        ids = ids_of(input_, values[input_.name], norm)
        for within in _within(input_, context.grants) if input_.reach != "open" else ():
            visible_ids = await sources.visible_ids(within, context, ids)
            if not visible_ids.issuperset(ids):
                raise WorkError("WORK_UNKNOWN", norm)
        if input_.reach != "open":
            # Whoever is refused now was near these people all the same.
            about = await subjects_of(sources.store, ids)
            context.trace.persons.update(record_id for record_id in about if record_id.startswith(_PERSONS))


def _within(input_: Input, grants: Grants) -> tuple[Grants, ...]:
    """Grants by which just those records are seen that may be named so.

    On a person's file stand cases and registers too: whoever does something on it must be released both.
    """
    if input_.reach == "known":
        return (grants,)
    if input_.reach == "known_here":
        return (replace(grants, cells=tuple(_area_cells(grants))),)
    full = replace(grants, cells=tuple(_full(grants)))
    if input_.reach == "person":
        return (full,)
    return (full, _as_justice(full)) if input_.target == SUBJECT else (full,)


def _full(grants: Grants) -> Iterator[tuple[AccessClass, tuple[PolicyCell, ...]]]:
    """What is released in full, and nothing else."""
    for access, cells in grants.cells:
        full_cells = tuple(cell for cell in cells if cell.release == Disclosure.FULL)
        if full_cells:
            yield access, full_cells


def _area_cells(grants: Grants) -> Iterator[tuple[AccessClass, tuple[PolicyCell, ...]]]:
    """What is released of whoever lives in the caller's area, and of nobody else."""
    for access, cells in grants.cells:
        area_cells = tuple(replace(cell, scope="area") for cell in cells if cell.scope in ("area", "all"))
        if area_cells:
            yield access, area_cells


def _as_justice(grants: Grants) -> Grants:
    """Grants by which a person is seen where what stands in class JUSTICE of them is."""
    lines: dict[AccessClass, tuple[PolicyCell, ...]] = dict(grants.cells)
    lines[AccessClass.PERSON] = grants.of(AccessClass.JUSTICE)
    return replace(grants, cells=tuple((access, cells) for access, cells in sorted(lines.items()) if cells))


def _value(selection: Selection, input_: Input, context: Context) -> Any:
    value = argument_of(selection, input_.name, context)
    return _text(value) if input_.python in _TEXTS and input_.name != "key" else value


def _text(value: Any) -> Any:
    """A text in normal form.

    Raises:
        WorkError: WORK_VALUE: letters of it were lost on the way.
    """
    if isinstance(value, list):
        return [_text(item) for item in value]
    try:
        return refuse_lost(normal(value)) if isinstance(value, str) else value
    except LostLettersError:
        raise WorkError("WORK_VALUE", None) from None


def _payload(outcome: CommandOutcome) -> dict[str, Any]:
    at = write_datetime(outcome.at)
    return {"norm": outcome.norm, "at": at, "record": outcome.record, "notices": list(outcome.notices)}

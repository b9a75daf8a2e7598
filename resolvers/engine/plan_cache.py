"""Remembered documents and plans.

An operation met before, by a caller with the same grants and with variables of the same shape, meets neither
parser nor validator nor compiler. The key is made by one function, :func:`plan_key`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import LRUCache
from graphql import GraphQLSchema

from graph.engine.dialect import Dialect
from resolvers.engine.compile import Plan, compile_operation
from resolvers.request.arguments import Variables
from resolvers.request.documents import Document, read_document
from resolvers.visibility.schema_views import View, view_of
from schema.catalogue import SCHEMA_VERSION
from security.authorization.caller import Grants
from security.authorization.policy import POLICY_VERSION
from security.limits.declared import Limits

DOCUMENTS = 2_000
PLANS = 5_000
SHAPES = 10_000


def plan_key(text: str, operation_name: str | None, shape: object, grants: Grants, dialect: Dialect) -> object:
    """All on which a plan depends. Of the caller: the shape of the grants, never the name of a role."""
    return (text, operation_name, shape, grants.shape, SCHEMA_VERSION, POLICY_VERSION, dialect.name)


@dataclass(frozen=True, kw_only=True)
class Plans:
    """The plans of one hub. ``narrow`` says what a caller sees of ``schema``; what it leaves out does not exist."""

    schema: GraphQLSchema
    dialect: Dialect
    narrow: Callable[[GraphQLSchema, Grants], View] = view_of
    limits: Limits = field(default_factory=Limits)
    _views: LRUCache[str, View] = field(default_factory=lambda: LRUCache(SHAPES))
    _documents: LRUCache[tuple[str, str | None, str], Document] = field(default_factory=lambda: LRUCache(DOCUMENTS))
    _plans: LRUCache[object, Plan] = field(default_factory=lambda: LRUCache(PLANS))

    def view(self, grants: Grants) -> View:
        """The schema that callers with ``grants`` see."""
        view = self._views.get(grants.shape)
        if view is None:
            view = self._views[grants.shape] = self.narrow(self.schema, grants)
        return view

    def document(self, text: str, operation_name: str | None, grants: Grants) -> Document:
        """The document ``text`` and the operation chosen from it, read against the caller's view of the schema.

        Raises:
            HubError, RequestErrors: it is not a valid document (:func:`resolvers.request.documents.read_document`).
        """
        view = self.view(grants)
        key = (text, operation_name, view.digest)
        document = self._documents.get(key)
        if document is None:
            document = self._documents[key] = read_document(view.schema, text, operation_name, self.limits)
        return document

    def plan(
        self, text: str, operation_name: str | None, document: Document, variables: Variables, grants: Grants
    ) -> Plan:
        """The plan of an operation for callers with ``grants``.

        Raises:
            HubError: it cannot be planned (:func:`resolvers.engine.compile.compile_operation`).
        """
        key = plan_key(text, operation_name, document.shape(variables), grants, self.dialect)
        plan = self._plans.get(key)
        if plan is None:
            schema = self.view(grants).schema
            plan = compile_operation(schema, document, variables, grants, self.dialect, self.limits)
            self._plans[key] = plan
        return plan

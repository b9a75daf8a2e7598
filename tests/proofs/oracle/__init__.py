"""An independent, slow and obviously right reading of what a query means, to test the hub against.

It shares no code with the hub: its tables of types and of the access policy are its own. Execution of the
document (fragments, directives, variables) is that of graphql-core; the view, filters, orders and pages are here.
"""

from tests.proofs.oracle.answer import Oracle, OracleError
from tests.proofs.oracle.compare import compare, learn
from tests.proofs.oracle.pages import Cursor, Position
from tests.proofs.oracle.view import OracleCaller

__all__ = ["Cursor", "Oracle", "OracleCaller", "OracleError", "Position", "compare", "learn"]

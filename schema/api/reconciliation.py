"""The roots that draw a reconciliation act up and sign it; acts are read as records
(schema/entities/reconciliation.py)."""

from schema.model import AccessClass
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import Root

MUTATIONS = (
    Root(
        name="drawUpReconciliation",
        returns="ReconciliationStep",
        meaning="Draw up the act by which probation, public security and the analytical unit of the caller's "
        "district compare their registers at the end of a quarter (517-9.4). Until somebody has signed it, drawing "
        "it up again replaces it.",
        arguments={
            "district": Argument("str", "KATO code of the district: nine digits."),
            "year": Argument("int", "The year."),
            "quarter": Argument("int", "The quarter, 1 to 4. It must have ended."),
        },
    ),
    Root(
        name="signReconciliation",
        returns="ReconciliationStep",
        meaning="Sign an act for the caller's body. The heads sign in the order of its rows; the first signature "
        "freezes it. The private key stays with the head: docs/reconciliation.md says what is signed.",
        arguments={
            "act": Argument("strawberry.ID", "Id of the act."),
            "key": Argument("str", "Thumbprint of the head's public key."),
            "signedOn": Argument("Date", "Day of the signature."),
            "signature": Argument("str", "The signature of the statement, in base64url."),
        },
    ),
)


def publish() -> None:
    """Publish the type that these roots give."""
    step = {
        "act": ("strawberry.ID", "Id of the act."),
        "status": ("ReconciliationStatus", "Where it stands now."),
        "digest": ("str", "SHA-256 of its content, in hexadecimal."),
        "signatures": ("int", "How many have signed it."),
    }
    about = "What became of an act. Its content, rows and differences are read from the act itself."
    publish_plain("ReconciliationStep", about, step, (made.Access(class_=AccessClass.SERVICE),))

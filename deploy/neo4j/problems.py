"""What can go wrong with the local Neo4j, as one sentence that a person can act on."""


class ServerError(Exception):
    """The local Neo4j cannot do what was asked; the message says why and what to do."""


class ToolMissingError(ServerError):
    """Java 17 or newer, or Maven, is not on this computer."""

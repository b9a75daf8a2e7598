"""Settings: environment variables, each with its meaning and default."""

from dataclasses import fields
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from security.authorization.agreements import AGREEMENTS_FILE
from security.authorization.policy import DIRECTORY as POLICY_FILES
from security.limits.declared import Limits


class Settings(BaseSettings):
    """What a site may set. ``ortaq settings`` prints this list."""

    model_config = SettingsConfigDict(
        env_prefix="ORTAQ_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        env_nested_delimiter="_",
        env_nested_max_split=1,
    )

    home: Path = Field(default=Path("var"), description="Folder under which everything lies that the hub writes.")
    graph_url: str = Field(
        default="embedded:",
        description="embedded: starts a graph of its own; otherwise the Bolt address of a server.",
    )
    graph_user: str = Field(default="neo4j", description="User at the graph server.")
    graph_password: SecretStr = Field(default=SecretStr(""), description="Password at the graph server.")
    graph_database: str = Field(default="neo4j", description="Database at the graph server.")
    host: str = Field(default="127.0.0.1", description="Address on which the hub listens.")
    port: int = Field(default=8000, validation_alias="PORT", description="Port on which the hub listens.")
    issuers: Path | None = Field(
        default=None, description="TOML file with the outside issuers of tokens and what each may say."
    )
    local_issuer: bool = Field(
        default=False,
        description="1 trusts tokens of the hub's own issuer (ortaq token): to try the hub, not for real records.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Networks (CIDR, separated by commas) of the proxies whose Client-Cert header is believed.",
    )
    tls_certificate: Path | None = Field(
        default=None, description="PEM file with the hub's certificate chain; without it the hub speaks plain HTTP."
    )
    tls_key: Path | None = Field(default=None, description="PEM file with the private key of that certificate.")
    tls_client_authorities: Path | None = Field(
        default=None, description="PEM file with the authorities whose certificates callers may show."
    )
    policy: Path | None = Field(
        default=None, description="Folder of the policy's role files, instead of those that came with the hub."
    )
    agreements: Path | None = Field(
        default=None, description="TOML file with the interagency agreements that roles are released something by."
    )
    kek: str = Field(
        default="file:kek-1",
        description="Key-encryption key for a new vault: file:NAME under keys, or env:NAME.",
    )
    hosts: str = Field(
        default="localhost,127.0.0.1,[::1]",
        description="Names under which the hub answers (Host), without ports, with commas between.",
    )
    webhooks: Path | None = Field(
        default=None, description="TOML file with those to whom the hub sends what happens, and until when."
    )
    connection_seconds: float = Field(
        default=10.0,
        description="Longest time in which a connection brings a header, or some of a body, in seconds.",
    )
    address_connections: int = Field(
        default=256, description="Connections that one address may have open; never more than half of all."
    )
    session_idle_minutes: float = Field(
        default=30.0, gt=0, description="A person who asks nothing for so many minutes has to sign in again."
    )
    session_hours: float = Field(
        default=12.0, gt=0, description="A person has to sign in again after so many hours, whatever they ask."
    )
    limits: Limits = Limits()
    hold_seconds: float = Field(
        default=1.0,
        gt=0,
        description="Receipts of deliveries and what is read of the access log leave in steps of at least so many "
        "seconds, so that their time does not tell of whom the hub knows (docs/deliveries.md, docs/access-log.md).",
    )
    statement_seconds: float = Field(
        default=30.0, description="Longest time that one statement may take, in seconds."
    )

    @property
    def policy_files(self) -> Path:
        """Folder of the policy's role files."""
        return self.policy or POLICY_FILES

    @property
    def agreements_file(self) -> Path:
        """File of the interagency agreements."""
        return self.agreements or AGREEMENTS_FILE

    @property
    def keys(self) -> Path:
        """Folder of the hub's own secret files."""
        return self.home / "keys"


def described() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting."""
    rows = []
    for name, field in Settings.model_fields.items():
        if name == "limits":
            rows += [
                (f"ORTAQ_LIMITS_{limit.name.upper()}", str(limit.default), limit.metadata["meaning"])
                for limit in fields(Limits)
            ]
            continue
        variable = str(field.validation_alias or f"ORTAQ_{name.upper()}")
        default = "" if isinstance(field.default, SecretStr) or field.default is None else str(field.default)
        rows.append((variable, default, field.description or ""))
    return rows

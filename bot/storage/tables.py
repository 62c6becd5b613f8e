"""The tables as the queries see them; `migrations` makes them.

Instants are seconds since 1970 as a float. Every column has a type, so that every bound
parameter has one: PostgreSQL refuses or misreads an untyped one where SQLite does not care.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

_Id = BigInteger().with_variant(Integer, "sqlite")

inbox = Table(
    "inbox",
    metadata,
    Column("seq", _Id, primary_key=True),
    Column("guid", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("kind", Text),
    Column("key", Text),
    Column("ignored", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("received", Double, nullable=False),
    Column("done", Double),
)
"""Every delivery, once. `payload` is one zstd frame. `kind` and `key` name the subject that
the delivery belongs to, the first of those it touches; both are null when it was ignored,
and then `done` is set on arrival."""

task = Table(
    "task",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("due", Double),
    Column("gen", BigInteger, nullable=False),
    Column("attempts", BigInteger, nullable=False),
    Column("lease", Text),
    Column("error", Text),
)
"""One row for each subject that has something to do. `due` is null when the subject is
parked; while `lease` is set, `due` is when the lease runs out, so that `due <= now` alone
says that a row may be claimed. `gen` rises with every signal."""

effect = Table(
    "effect",
    metadata,
    Column("key", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("begun_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("result", LargeBinary),
)
"""The ledger of writes to GitHub: written down before, ended after. Never pruned: a key that
is forgotten is a write that may happen twice."""

gate = Table(
    "gate",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("until", Double, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Scopes that must rest; nothing of theirs is claimed before `until`."""

write_slot = Table(
    "write_slot",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Double, nullable=False),
)
"""Who may write for a scope: `holder` alone until `until`, then whoever comes first."""

subject_state = Table(
    "subject_state",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("state", LargeBinary, nullable=False),
    Column("updated", Double, nullable=False),
)
"""What the last successful run of a subject wants to remember."""

installation = Table(
    "installation",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("synced_at", Double, nullable=False),
)

installation_repository = Table(
    "installation_repository",
    metadata,
    Column("repository_id", _Id, primary_key=True, autoincrement=False),
    Column("installation_id", BigInteger, nullable=False),
    Column("node_id", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("is_private", Boolean, nullable=False),
    Column("is_fork", Boolean, nullable=False),
    Column("is_archived", Boolean, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small facts by name, for example the App's identity."""

journal = Table(
    "journal",
    metadata,
    Column("seq", _Id, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""What happened to contributions; lines are only added. `subject` is the key of a contribution,
and `key` names what happened, once in each journal."""

contribution = Table(
    "contribution",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("student", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("issue", BigInteger),
    Column("stage", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("fork_pull", Text),
    Column("upstream_pull", BigInteger),
    Column("title", Text, nullable=False),
    Column("updated", Double, nullable=False),
)
"""Where each contribution stands, as its journal tells; names are in lower case."""

schema_version = Table("schema_version", metadata, Column("version", Integer, nullable=False))
"""One row: the number of the last migration."""

"""The types of records, declared: people, justice, protection, bodies, law, reconciliation."""

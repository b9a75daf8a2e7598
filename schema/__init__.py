"""What exists: every entity, field and relation, declared once."""

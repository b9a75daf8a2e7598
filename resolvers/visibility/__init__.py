"""What of the schema a caller can ever be given."""

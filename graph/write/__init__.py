"""How records are written: the writer, ids, the log of changes, what the hub derives."""

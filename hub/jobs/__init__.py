"""What the hub does by itself, beside requests."""

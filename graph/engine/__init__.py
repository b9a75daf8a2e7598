"""The store and the two graph engines behind it."""

"""Search by what somebody types, and the order of names."""

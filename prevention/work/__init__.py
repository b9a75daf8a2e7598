"""Work that the hub does or takes in itself, as the norms ask."""

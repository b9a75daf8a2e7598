"""What the hub mends in data that an older version of it wrote."""

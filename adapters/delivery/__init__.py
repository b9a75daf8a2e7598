"""How a delivery comes in: spooled, read, mapped, written and receipted."""

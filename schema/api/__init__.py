"""The published schema: its types, inputs and root fields."""

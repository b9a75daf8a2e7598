"""From rows to the answer."""

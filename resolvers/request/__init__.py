"""From the text of a request to what it selects."""

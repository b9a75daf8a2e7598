"""The norms as rules: what makes a duty arise, who owes it, by when, what fulfils it."""

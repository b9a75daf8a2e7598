"""Who may read what, and on which norm: policy files, agreements, callers and their grants."""

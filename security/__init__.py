"""Who may see what: identity, policy, grants, cursors."""

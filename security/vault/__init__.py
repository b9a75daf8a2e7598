"""The vault: values of class IDENTITY are encrypted at rest and found by exact match alone (docs/vault.md)."""

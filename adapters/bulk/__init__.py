"""How ``ortaq load`` takes files in the hub's own form."""

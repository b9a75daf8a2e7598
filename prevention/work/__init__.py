"""The work itself: what officials enter as the norms ask, checked, and recorded with the norm it stands on."""

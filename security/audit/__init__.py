"""The access log: who read what about whom, on which norm, so that nobody can change it afterwards unnoticed."""

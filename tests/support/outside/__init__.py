"""The hub from outside: served as a process, its callers signed by an issuer of the tests, facts by its own doors.

Nothing here imports the hub. What is not written in docs/ is not known here.
"""

"""Roots whose answer is made of ordinary records: each is found and read as any caller could ask for it."""

"""The leak classes one by one: ways to learn of what is not released, each with a test that it does not work."""

"""Release, withdrawal and reaffirmation: orders, intents, the steps that are done again after a crash."""

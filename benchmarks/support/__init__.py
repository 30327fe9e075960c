"""What the measurements share: a library of any size, the programs beside us, the client, the report."""

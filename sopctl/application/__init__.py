"""The use cases, one module a job, and the ports that adapters fill."""

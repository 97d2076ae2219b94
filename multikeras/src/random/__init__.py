"""Random numbers, and the seeds that they come from."""

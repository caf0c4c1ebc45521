"""Training: who lacks what among fifty thousand people, and fifty thousand completions from a file."""

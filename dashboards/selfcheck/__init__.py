"""Do I need review? At most ten questions, without an account, and nothing is kept unless the person says so."""

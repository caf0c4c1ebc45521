"""The forms of cases. They validate and nothing else; what they clean goes to an action."""

"""What readers say: two questions on every page and closed case, comments on drafts, themes that are counted."""

"""Internal dashboards: live, from queries, each person sees what they may see."""

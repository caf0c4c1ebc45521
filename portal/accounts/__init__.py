"""Who people are: accounts, the institution's units, memberships, delegations, roles."""

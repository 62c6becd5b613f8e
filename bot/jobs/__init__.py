"""Due subjects: claim with a lease, run, then finish, retry or park."""

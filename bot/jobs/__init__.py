"""Due subjects: claimed under a lease, run, and retried or parked."""

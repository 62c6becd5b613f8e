"""Weeks of cohorts: gathered and told."""

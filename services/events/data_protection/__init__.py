"""Deleting people: by the rules of retention, and on request."""

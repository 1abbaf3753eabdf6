"""Texts out of files, to look for people in them."""

"""Conversations as files: what is in them and what they are called. No Reflex, no SQL."""

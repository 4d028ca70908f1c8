"""Replies in flight. Knows neither Reflex nor SQL: where text is kept arrives as a `Persistence`."""

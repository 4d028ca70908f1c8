"""Talking to models. Knows neither Reflex nor SQL."""

"""Thin Reflex states, one per concern: who asks, one service call, set vars, the next event."""

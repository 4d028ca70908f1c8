"""One module per route; each introduces components to states."""

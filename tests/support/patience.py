"""How long tests wait for what has to happen. No test passes sooner or later for it: it only ends a wait in vain, and
on a machine that many share everything may take ten times as long."""

PATIENCE_S = 60.0

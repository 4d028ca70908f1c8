"""From a command to a served page: checks, model, migrations, front end, server."""

"""chatapp: a multi-user chat with large language models that people run themselves."""

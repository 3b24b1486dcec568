"""Policy as data: standards in TOML, read strictly into frozen dataclasses."""

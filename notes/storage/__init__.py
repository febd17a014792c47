"""How a library lies on disk: the SQLite file, its tables and its migrations."""

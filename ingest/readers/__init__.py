"""One module per file format; each reads a file into a `SourceText`."""

"""One lint a file, named like the file."""

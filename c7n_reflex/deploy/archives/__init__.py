"""How archives are made: which files, their bytecode, and the zip format."""

"""The zoo of bad input files: each with what must become of it."""

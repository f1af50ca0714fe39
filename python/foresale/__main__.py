"""`python -m foresale`: what is no warehouse work."""

import sys

from foresale.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

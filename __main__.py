"""`python -m samehand`."""

from samehand.cli import main

if __name__ == "__main__":
    main()

"""sqlfluff as its command line runs it. Its trees are large and it frees little: looking for garbage each
time that they grow takes two fifths of its time."""

import gc

from sqlfluff.cli.commands import cli

# Here, and in each process that sqlfluff starts, which reads this file again.
gc.set_threshold(200_000, 20, 100)

if __name__ == "__main__":
    cli()

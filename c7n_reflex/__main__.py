"""`python -m c7n_reflex` is `c7n-reflex`."""

from c7n_reflex.cli.main import main

if __name__ == "__main__":
    main()

"""`python -m huisheng` is `huisheng`."""

from huisheng.project.cli import main

if __name__ == "__main__":
    main()

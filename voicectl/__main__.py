"""Entry point of `voicectl` and `python -m voicectl`."""

from voicectl.cli import build


def main() -> None:
    """Run the command line and exit with its code."""
    build().main(prog_name="voicectl")


if __name__ == "__main__":
    main()

"""The command-line tool: argument parsing and presentation over `agent` and `simulators`."""

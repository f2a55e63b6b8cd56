"""What the program can do a second; each module prints a JSON object last."""

"""Plain text as a scanner leaves it: decoded, sorted line by line, put under its headings by number."""

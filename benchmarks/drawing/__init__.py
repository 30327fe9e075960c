"""What ``render.py`` compares: the text, the engines that draw it, and how they are measured."""

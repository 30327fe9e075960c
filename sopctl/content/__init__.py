"""What stands in a document: Markdown and front matter to a block tree, its checks, its comparison."""

"""Guidance for everybody: pages in Markdown with dated versions, drafted, reviewed by somebody else, published."""

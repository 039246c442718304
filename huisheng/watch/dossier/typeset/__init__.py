"""Make a file of a dossier: `pdf` by Typst, `word` by python-docx. Neither adds words."""

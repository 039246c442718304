"""The house keeps its own rules: floors, columns, one gate, words."""

"""争十星 walked by its pages: three schools, who rates whom, round after round."""

"""The programme walked by its pages: the people, the clock, the links in their order."""

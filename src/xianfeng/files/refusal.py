"""A file that is turned away, as a code with parameters; the sentence for the user is made at the edge."""


class FileRefused(Exception):
    """``code`` says why (see each reader's list of codes); ``params`` holds names and figures for the sentence."""

    def __init__(self, code: str, params: dict[str, str | int] | None = None) -> None:
        self.code = code
        self.params: dict[str, str | int] = params or {}
        super().__init__(code, self.params)

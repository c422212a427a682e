"""The one exception a user is meant to read."""


class InputError(ValueError):
    """Something handed in cannot be used: a file, a folder, a parameter, a table.

    The message names the thing, its value, what was expected and the next step.
    The runner prints it without a traceback and exits with code 2.
    """

"""What the API says when it refuses, with the numbers and the wording of the real one.

Numbers: Discord's documentation, "Opcodes and Status Codes", "JSON Error Codes". Wording: what
clients have reported of the real server.
"""

from typing import Any

from tests.servers.discord.model import Json


class ApiError(Exception):
    """An answer that is an error.

    Attributes:
        status: of HTTP.
        code: Discord's own number; 0 where there is none.
        errors: which field is wrong and how, of 50035 alone.
    """

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    @property
    def body(self) -> Json:
        """The JSON that tells of it."""
        told: dict[str, Any] = {"message": self.message, "code": self.code}
        return told if self.errors is None else {**told, "errors": self.errors}


#: The number of a refusal -> its HTTP status and wording.
KNOWN: dict[int, tuple[int, str]] = {
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30032: (400, "Maximum number of application commands reached (100)."),
    40033: (400, "This message has already been crossposted"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40094: (400, "This interaction has reached its maximum number of follow-up messages."),
    50001: (403, "Missing Access"),
    50003: (400, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
}


def refused(code: int) -> ApiError:
    """The refusal that Discord numbers `code`."""
    status, message = KNOWN[code]
    return ApiError(status, code, message)


def unauthorized() -> ApiError:
    """No token, or one that is not ours."""
    return ApiError(401, 0, "401: Unauthorized")


def no_such_route() -> ApiError:
    """A path or a method that this server does not have."""
    return ApiError(404, 0, "404: Not Found")


def broken() -> ApiError:
    """The server itself failed."""
    return ApiError(500, 0, "500: Internal Server Error")


class Problems:
    """Collects what is wrong with a form, in the nested shape of error 50035."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Note that the field at `path` ("embeds.0.title"; "" for the whole) is wrong."""
        node = self._tree
        for step in path.split(".") if path else []:
            node = node.setdefault(step, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def __bool__(self) -> bool:
        return bool(self._tree)

    def raise_if_any(self) -> None:
        """Refuse the form if anything was noted.

        Raises:
            ApiError: 50035.
        """
        if self._tree:
            raise ApiError(400, 50035, "Invalid Form Body", self._tree)

    def required(self, path: str) -> None:
        """A field is missing."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def not_one_of(self, path: str, allowed: tuple[Any, ...]) -> None:
        """A field has a value that is not among `allowed`."""
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    def check_length(self, path: str, value: Any, most: int, least: int = 0) -> None:
        """Note a text (counted in code points) or a list that is too long or too short."""
        if value is None or least <= len(value) <= most:
            return
        if least:
            self.add(
                path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
            )
        else:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def is_text(self, path: str, value: Any, most: int, least: int = 1) -> bool:
        """Whether `value` is a text of fitting length; notes it where not."""
        if value is None or value == "":
            self.required(path)
            return False
        if not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return False
        self.check_length(path, value, most, least)
        return least <= len(value) <= most

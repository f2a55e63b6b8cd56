"""What waits for requests from outside."""

from collections.abc import Awaitable, Callable, Mapping

#: Given the headers and the body of a POST request, says the status of the answer.
Hook = Callable[[Mapping[str, str], bytes], Awaitable[int]]

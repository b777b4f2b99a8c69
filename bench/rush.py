"""Many people press a button at once: so many POSTs at a time, each on a connection of its own.

    python -m bench.rush PORT PATH AT_A_TIME PAUSE < keys.json

``keys.json`` is a list of [session key, CSRF token]. Each of those at a time takes breath for PAUSE seconds between two
presses. The last line says when each began, how long each took and what came back.
"""

import asyncio
import json
import sys
import time
from collections import Counter


async def rush(port: int, path: str, at_a_time: int, pause: float, keys: list[list[str]]) -> dict:
    """Send one POST for each key. Gives the wall time, each attempt's time (seconds) and counts of the answers.

    ``attempts`` are pairs of the moment of pressing (seconds since 1970) and the time that it took, ``own`` the CPU
    seconds of this process.
    """
    todo = list(reversed(keys))
    attempts: list[tuple[float, float]] = []
    answers: Counter[str] = Counter()

    async def one_runner() -> None:
        while todo:
            request = _request(port, path, *todo.pop())
            at, start = time.time(), time.perf_counter()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            answer = await reader.read()
            writer.close()
            attempts.append((at, time.perf_counter() - start))
            answers[answer[9:12].decode() or "none"] += 1
            await asyncio.sleep(pause)

    begin = time.perf_counter()
    await asyncio.gather(*(one_runner() for _ in range(at_a_time)))
    return {
        "seconds": time.perf_counter() - begin,
        "own": time.process_time(),
        "attempts": attempts,
        "times": sorted(seconds for _at, seconds in attempts),
        "answers": dict(answers),
    }


def _request(port: int, path: str, session: str, token: str) -> bytes:
    body = f"csrfmiddlewaretoken={token}"
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: sessionid={session}; csrftoken={token}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Accept-Language: en",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def main() -> None:
    port, path, at_a_time, pause = sys.argv[1:]
    print(json.dumps(asyncio.run(rush(int(port), path, int(at_a_time), float(pause), json.load(sys.stdin)))))


if __name__ == "__main__":
    main()

"""Many people do the same at once: so many at a time, each request on a connection of its own.

    python -m bench.rush PORT AT_A_TIME PAUSE STEP... < keys.json

``keys.json`` is a list of [session key, CSRF token], with a third word where steps need one. A STEP is a request such
as "POST /d/bench/events/1/register/", with the fields of a form after it where there are some ("POST /answer/{}/ n=9");
{} stands for the third word. One after the other they are an attempt. Each of those at a time takes breath for PAUSE
seconds between two attempts.
The last line says when each began, how long each took and what came back.
"""

import asyncio
import json
import sys
import time
from collections import Counter


async def rush(port: int, steps: list[str], at_a_time: int, pause: float, keys: list[list[str]]) -> dict:
    """Send each step for each key. Gives the wall time, each attempt's time (seconds) and counts of the answers.

    ``attempts`` are pairs of the moment of beginning (seconds since 1970) and the time that it took, ``slowest`` the
    sorted times of each attempt's slowest step, ``own`` the CPU seconds of this process.
    """
    todo = list(reversed(keys))
    attempts: list[tuple[float, float]] = []
    slowest: list[float] = []
    answers: Counter[str] = Counter()

    async def one_step(request: bytes) -> float:
        start = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
        answers[answer[9:12].decode() or "none"] += 1
        return time.perf_counter() - start

    async def one_runner() -> None:
        while todo:
            key, at = todo.pop(), time.time()
            took = [await one_step(_request(port, step, *key)) for step in steps]
            attempts.append((at, sum(took)))
            slowest.append(max(took))
            await asyncio.sleep(pause)

    begin = time.perf_counter()
    await asyncio.gather(*(one_runner() for _ in range(at_a_time)))
    return {
        "seconds": time.perf_counter() - begin,
        "own": time.process_time(),
        "attempts": attempts,
        "times": sorted(seconds for _at, seconds in attempts),
        "slowest": sorted(slowest),
        "answers": dict(answers),
    }


def _request(port: int, step: str, session: str, token: str, word: str = "") -> bytes:
    method, path, *fields = step.split(" ")
    body = "&".join([f"csrfmiddlewaretoken={token}", *fields]) if method == "POST" else ""
    lines = (
        f"{method} {path.replace('{}', word)} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: sessionid={session}; csrftoken={token}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Accept-Language: en",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def main() -> None:
    port, at_a_time, pause, *steps = sys.argv[1:]
    print(json.dumps(asyncio.run(rush(int(port), steps, int(at_a_time), float(pause), json.load(sys.stdin)))))


if __name__ == "__main__":
    main()

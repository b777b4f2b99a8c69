"""Addresses for a phone's camera."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True, slots=True)
class Picture:
    """A QR code as one SVG path on a square of ``size`` units, its quiet margin included."""

    size: int
    path: str


def qr(address: str) -> Picture:
    """``address`` as a QR code (ISO/IEC 18004, correction level M) in one path, dark modules as runs of a row."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(address)
    code.make()
    rows = code.get_matrix()
    parts = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                parts.append(f"M{start} {y}h{x - start}v1H{start}z")
                start = None
    return Picture(len(rows), "".join(parts))

"""Numbers and IP addresses as the engine compares them."""

from __future__ import annotations

import ipaddress
import re
from decimal import Decimal

Scalar = str | int | float | bool | None

_MILLION = 10**6
_LIMIT = 5 * 10**11 * _MILLION
_IPV4 = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_IPV6 = re.compile(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*")
_LONGEST_IPV4 = 15
_HEX = frozenset("0123456789ABCDEF")


def micros(number: float) -> int | None:
    """The number in millionths, or None where the engine cannot compare it.

    It compares numbers from -5e11 to 5e11 with at most 6 decimals (event-ruler, ComparableNumber); any other
    number is only equal to itself as text.
    """
    if type(number) is int:
        scaled = number * _MILLION
    else:
        # repr is the shortest text that reads back as this float, which is what the JSON said.
        shifted = Decimal(repr(number)).scaleb(6) if abs(number) < _LIMIT else None
        if shifted is None or shifted != shifted.to_integral_value():
            return None
        scaled = int(shifted)
    return scaled if -_LIMIT <= scaled <= _LIMIT else None


def text(value: Scalar) -> str:
    """A number, true, false or null as JSON writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def address(value: str) -> str | None:
    """The 8 or 32 hexadecimal digits of an IP address, None for other text. `::ffff:102:304` is IPv4."""
    if _IPV4.fullmatch(value):
        parts = [int(part) for part in value.split(".")] if len(value) <= _LONGEST_IPV4 else []
        return bytes(parts).hex().upper() if parts and max(parts) < 256 else None
    if not _IPV6.fullmatch(value):
        return None
    try:
        parsed = ipaddress.IPv6Address(value)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed).packed.hex().upper()


def network(cidr: str) -> tuple[str, str]:
    """First and last address (as in `address`) of a CIDR block, host bits ignored.

    Raises ValueError with the engine's reasons, which refuses blocks of a single address.
    """
    base, slash, bits = cidr.partition("/")
    digits = address(base)
    if not slash or "/" in bits:
        raise ValueError("malformed CIDR, one '/' required")
    if digits is None:
        raise ValueError(f"not an IP address: {base!r}")
    width = len(digits) * 4
    if not re.fullmatch(r"[0-9]{1,4}", bits) or int(bits) >= width:
        raise ValueError(f"mask bits must be an integer from 0, less than {width}")
    hosts = (1 << (width - int(bits))) - 1
    first = int(digits, 16) & ~hosts
    return f"{first:0{len(digits)}X}", f"{first | hosts:0{len(digits)}X}"


def between(digits: str, first: str, last: str) -> bool:
    """Whether text lies in a range of addresses, decided by the earliest digit that can decide it.

    That is the engine's way, with two consequences kept here: an IPv6 address can be in an IPv4 block with
    the same first digits, and so can a number (5 is in 0.0.0.0/0).
    """
    above = below = False
    for digit, bottom, top in zip(digits, first, last, strict=False):
        if digit not in _HEX or (not above and digit < bottom) or (not below and digit > top):
            return False
        above = above or digit > bottom
        below = below or digit < top
        if above and below:
            return True
    return len(digits) >= len(first)

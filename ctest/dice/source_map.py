"""Positions by a source map, as a debugger looks them up (ECMA-426, Base64 VLQ)."""

import json

k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def fields(segment):
    """The numbers of a segment: five bits a digit, least first, the lowest of all is the sign."""
    numbers, value, shift = [], 0, 0
    for character in segment:
        digit = k_digits.index(character)
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            numbers.append(-(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    return numbers


def generated(source_map, source, line):
    """Line and column, from 0, of the first code that was made of a line, from 0, of the source that ends so."""
    if not source_map.startswith("{"):
        return None
    parsed = json.loads(source_map)
    wanted = next((at for at, name in enumerate(parsed["sources"]) if name.endswith(source)), None)
    if wanted is None:
        return None
    at_source = at_line = 0
    for made, text in enumerate(parsed["mappings"].split(";")):
        column = 0
        for segment in filter(None, text.split(",")):
            numbers = fields(segment)
            column += numbers[0]
            if len(numbers) > 1:
                at_source += numbers[1]
                at_line += numbers[2]
                if (at_source, at_line) == (wanted, line):
                    return made, column
    return None

"""Ways to spoil a valid file. Each takes a random source and bytes, and gives other bytes."""
import struct


def flip_bits(chance, file):
    spoilt = bytearray(file)
    for _ in range(chance.choice((1, 3, 20, 200))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def spoil_header(chance, file):
    spoilt = bytearray(file)
    for _ in range(chance.randint(1, 8)):
        spoilt[chance.randrange(min(len(spoilt), 200))] = chance.choice((0, 1, 127, 128, 254, 255))
    return bytes(spoilt)


def cut_short(chance, file):
    return file[:chance.randrange(1, max(len(file), 2))]


def splice(chance, file):
    start, length = chance.randrange(len(file)), chance.choice((4, 64, 1024, 20_000))
    piece = file[start:start + length]
    place = chance.randrange(len(file))
    return file[:place] + piece * chance.choice((1, 2, 50)) + file[place:]


def leave_out(chance, file):
    start = chance.randrange(len(file))
    return file[:start] + file[start + chance.choice((1, 4, 100, 5_000)):]


def lie_about_numbers(chance, file):
    """Dimensions, lengths and offsets are numbers of two or four bytes in a header."""
    spoilt = bytearray(file)
    for _ in range(chance.randint(1, 4)):
        form = chance.choice(("<I", ">I", "<H", ">H"))
        most = 0xFFFFFFFF if form[1] == "I" else 0xFFFF
        lie = chance.choice((0, 1, 60_000, most, most // 2, most // 2 + 1)) & most
        place = chance.randrange(max(1, min(len(spoilt) - 4, 600)))
        spoilt[place:place + struct.calcsize(form)] = struct.pack(form, lie)
    return bytes(spoilt)


def swell_header(chance, file):
    if len(file) < 3:
        return file
    place = chance.randrange(2, min(len(file), 100))
    return file[:place] + bytes([chance.randrange(256)]) * chance.choice((100, 70_000, 2_000_000)) \
        + file[place:]


ALL = (flip_bits, spoil_header, cut_short, splice, leave_out, lie_about_numbers, swell_header)

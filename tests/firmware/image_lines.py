"""image_lines.py - the lines of an image as a board hears them (firmware/image/renewal.h), for who wants to say them otherwise."""
import base64
import zlib

HEADER, CHUNK = 512, 512


def line(command, text):
    return f"{command} {zlib.crc32(text.encode()):08x} {text}"


def header(image):
    return line("?image", base64.b64encode(image[:HEADER].rstrip(b"\xff")).decode())


def chunk(image, at):
    return line("?bytes", f"{at} {base64.b64encode(image[HEADER + at:HEADER + at + CHUNK]).decode()}")


def tell(board, image, upto=None):
    """The header, then the bytes from wherever the board is; the answer's last word."""
    word = board.ask(header(image))[1]
    upto = len(image) - HEADER if upto is None else upto
    while word.startswith("at ") and int(word[3:]) < upto:
        word = board.ask(chunk(image, int(word[3:])))[1]
    return word

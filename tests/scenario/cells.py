"""cells.py PAGE.pgm DPI WIDTH HEIGHT DIR: the labels of an A4 sheet, each as a picture of its own. Sizes in mm."""
import sys

page, dpi, width, height, where = sys.argv[1:]
dpi, width, height = int(dpi), float(width), float(height)
data = open(page, "rb").read()
magic, across, down, most = data.split(maxsplit=4)[:4]
assert magic == b"P5" and most == b"255"
across, down = int(across), int(down)
pixels = data[-across * down :]
columns, rows = int(200 / width), int(287 / height)


def dots(mm):
    return round(mm * dpi / 25.4)


for row in range(rows):
    for column in range(columns):
        left = dots((210 - columns * width) / 2 + column * width)
        top = dots((297 - rows * height) / 2 + row * height)
        lines = [
            pixels[(top + y) * across + left : (top + y) * across + left + dots(width)] for y in range(dots(height))
        ]
        name = "%s/%s-%02d-%02d.pgm" % (where, page.rsplit("/", 1)[-1], row, column)
        with open(name, "wb") as out:
            out.write(b"P5 %d %d 255\n" % (dots(width), dots(height)) + b"".join(lines))

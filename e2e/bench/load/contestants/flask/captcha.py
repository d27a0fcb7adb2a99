"""A captcha as such tutorials draw it: letters turned and bent, a curve, dots, and a blur over all."""

import io
import os
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 200, 70
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"
ROOT = os.path.join(os.path.dirname(__file__), "../../../../..")
FONT = os.path.join(ROOT, "node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf")
FONTS = [ImageFont.truetype(FONT, size) for size in (40, 46, 52)]


def generate():
    """A text of four letters and its JPEG."""
    text = "".join(random.sample(LETTERS, 4))
    image = Image.new("RGB", (WIDTH, HEIGHT), colour(238, 255))
    letters = [bent(letter) for letter in text]
    left = (WIDTH - sum(each.width for each in letters)) // 2
    for each in letters:
        image.paste(colour(0, 200), (left, (HEIGHT - each.height) // 2), each)
        left += each.width
    draw_curve(image)
    draw_noise(image)
    file = io.BytesIO()
    image.filter(ImageFilter.SMOOTH).save(file, "JPEG")
    return text, file.getvalue()


def bent(letter):
    """The letter as a mask, pulled at its corners and turned."""
    font = random.choice(FONTS)
    left, top, right, bottom = font.getbbox(letter)
    mask = Image.new("L", (right - left + 8, bottom - top + 8))
    ImageDraw.Draw(mask).text((4 - left, 4 - top), letter, 255, font)
    width, height = mask.size
    x, y = random.randint(0, width // 5), random.randint(0, height // 5)
    corners = (-x, -y, -x, height + y, width + x, height - y, width - x, y)
    mask = mask.transform(mask.size, Image.Transform.QUAD, corners)
    return mask.rotate(random.uniform(-25, 25), Image.Resampling.BILINEAR, expand=True)


def draw_curve(image):
    points = [
        (WIDTH * i // 5, random.randint(5, HEIGHT - 5)) for i in range(6)
    ]
    path = [bezier(points, i / 40) for i in range(41)]
    ImageDraw.Draw(image).line(path, colour(0, 200), 3, "curve")


def bezier(points, t):
    while len(points) > 1:
        points = [
            (x + (u - x) * t, y + (v - y) * t) for (x, y), (u, v) in zip(points, points[1:])
        ]
    return points[0]


def draw_noise(image):
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = random.randint(0, WIDTH), random.randint(0, HEIGHT)
        draw.ellipse((x, y, x + 2, y + 2), colour(0, 200))


def colour(least, most):
    return tuple(random.randint(least, most) for _ in range(3))

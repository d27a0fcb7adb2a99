import { randomInt } from 'node:crypto';
import path from 'node:path';
import { type CanvasRenderingContext2D, createCanvas, registerFont } from 'canvas';

const WIDTH = 200;
const HEIGHT = 70;
const INK = '#23314f';
const PAPER = '#f3efe6';

// A machine without fonts would draw empty boxes, without an error: the font comes with us.
registerFont(path.join(process.cwd(), 'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'), {
  family: 'Captcha',
});

/** Draws `text` as a JPEG of 200 × 70 pixels: each character turned, waves across them. */
export type Scale = 1 | 2;
export function draw(text: string, _style?: unknown): Promise<Buffer> {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  drawCharacters(context, text);
  drawWaves(context);
  return new Promise((resolve, reject) => {
    canvas.toBuffer((error, jpeg) => (error ? reject(error) : resolve(jpeg)), 'image/jpeg', {
      quality: 0.75,
    });
  });
}

function drawCharacters(context: CanvasRenderingContext2D, text: string): void {
  const step = (WIDTH - 24) / text.length;
  context.fillStyle = INK;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  [...text].forEach((character, i) => {
    context.save();
    context.translate(12 + step * (i + 0.5) + between(-3, 3), HEIGHT / 2 + between(-7, 7));
    context.rotate(between(-0.35, 0.35));
    context.font = `${Math.round(Math.min(44, step * 1.1) * between(0.9, 1.1))}px Captcha`;
    context.fillText(character, 0, 0);
    context.restore();
  });
}

/** Lines of a stroke's own weight: paper colour cuts through letters, ink joins them. */
function drawWaves(context: CanvasRenderingContext2D): void {
  for (const colour of [PAPER, INK, INK]) {
    const [middle, height, period, phase] = [
      between(22, 48),
      between(6, 12),
      between(40, 70),
      between(0, 6),
    ];
    context.strokeStyle = colour;
    context.lineWidth = between(1.8, 2.6);
    context.beginPath();
    for (let x = 0; x <= WIDTH; x += 2) {
      context.lineTo(x, middle + height * Math.sin((x / period) * 2 * Math.PI + phase));
    }
    context.stroke();
  }
}

function between(low: number, high: number): number {
  return low + ((high - low) * randomInt(1_000_000)) / 1_000_000;
}

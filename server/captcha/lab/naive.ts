import { randomInt } from 'node:crypto';
import path from 'node:path';
import { type CanvasRenderingContext2D, createCanvas, registerFont } from 'canvas';

const WIDTH = 200;
const HEIGHT = 70;

registerFont(path.join(process.cwd(), 'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'), {
  family: 'Naive',
});

/** The picture a tutorial would draw, our yardstick for speed and resistance: JPEG, 200 × 70. */
export function drawNaively(text: string): Buffer {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = '#f0f0f0';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  [...text].forEach((character, i) => {
    drawCharacter(context, character, ((i + 0.5) * WIDTH) / text.length);
  });
  for (let i = 0; i < 4; i++) drawCurve(context);
  for (let i = 0; i < 30; i++) drawDot(context);
  return canvas.toBuffer('image/jpeg', { quality: 0.75 });
}

function drawCharacter(context: CanvasRenderingContext2D, character: string, x: number): void {
  context.save();
  context.translate(x, HEIGHT / 2 + between(-5, 5));
  context.rotate(between(-0.4, 0.4));
  context.font = `${randomInt(34, 47)}px Naive`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = darkColour();
  context.fillText(character, 0, 0);
  context.restore();
}

function drawCurve(context: CanvasRenderingContext2D): void {
  const point = (): [number, number] => [between(0, WIDTH), between(0, HEIGHT)];
  context.strokeStyle = darkColour();
  context.lineWidth = between(1, 2);
  context.beginPath();
  context.moveTo(...point());
  context.bezierCurveTo(...point(), ...point(), ...point());
  context.stroke();
}

function drawDot(context: CanvasRenderingContext2D): void {
  context.fillStyle = darkColour();
  context.beginPath();
  context.arc(between(0, WIDTH), between(0, HEIGHT), 1, 0, 2 * Math.PI);
  context.fill();
}

function darkColour(): string {
  return `rgb(${randomInt(150)}, ${randomInt(150)}, ${randomInt(150)})`;
}

function between(low: number, high: number): number {
  return low + ((high - low) * randomInt(1_000_000)) / 1_000_000;
}

import type { Placement } from './coverage';
import { glyphBank } from './glyphs';
import type { Random } from './random';
import { CHARACTER, type Style } from './style';

interface Sheet {
  /** Before scaling, in pixels. */
  width: number;
  height: number;
  scale: number;
}

/** Empty pixels at either end of the text, at least. */
const MARGIN = 8;

/** Gives each character a face and a place: in turns above and below the middle, left to right. */
export function arrange(text: string, style: Style, random: Random, sheet: Sheet): Placement[] {
  const shapes = [...text].map((character) => shapeOf(character, style, random));
  const overlaps = style.overlap * (shapes.length - 1);
  const drawn = shapes.reduce((sum, shape) => sum + shape.width, -overlaps);
  const fit = Math.min(1, (sheet.width - 2 * MARGIN) / drawn);
  const free = sheet.width - drawn * fit - 2 * MARGIN;
  let left = MARGIN + free * random.between([0.25, 0.75]);
  let side = random.chance(0.5) ? 1 : -1;
  return shapes.map(({ width, ...shape }) => {
    const x = left + (width * fit) / 2;
    left += (width - style.overlap) * fit;
    side = -side;
    const room = sheet.height / 2 - halfHeightOf(shape, width);
    const offset = side * style.stagger + random.around(CHARACTER.jitter);
    const y = sheet.height / 2 + Math.max(-room, Math.min(room, offset));
    return placed({ ...shape, scaleX: shape.scaleX * fit, x, y }, sheet.scale);
  });
}

/** Of the ink, turned: no part of a character may be cut off. */
function halfHeightOf(shape: { height: number; turn: number }, width: number): number {
  return (shape.height * Math.cos(shape.turn) + 0.7 * width * Math.abs(Math.sin(shape.turn))) / 2;
}

function shapeOf(character: string, style: Style, random: Random) {
  const bank = glyphBank();
  const glyph = bank.glyph(character, random.index(bank.faces));
  const size = random.between(style.size) / bank.inkHeight;
  const aspect = 1 + random.around(CHARACTER.aspect);
  return {
    glyph,
    height: (bank.inkHeight * size) / aspect,
    width: (glyph.width - 2 * bank.rim) * size * aspect,
    scaleX: size * aspect,
    scaleY: size / aspect,
    turn: random.around(CHARACTER.turn),
    shear: random.around(CHARACTER.shear),
    weight: random.around(CHARACTER.weight),
  };
}

function placed(flat: Placement & { height: number }, scale: number): Placement {
  const { height: _, ...placement } = flat;
  return {
    ...placement,
    x: flat.x * scale,
    y: flat.y * scale,
    scaleX: flat.scaleX * scale,
    scaleY: flat.scaleY * scale,
    weight: flat.weight * scale,
  };
}

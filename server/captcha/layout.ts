import type { Placement } from './coverage';
import { glyphBank } from './glyphs';
import type { Random } from './random';
import { CHARACTER, type Style } from './style';

interface Sheet {
  /** Pixels. */
  width: number;
  height: number;
  /** Of them to one of the style's. */
  scale: number;
}

/** Empty pixels at either end of the text, at least. */
const MARGIN = 8;

/** Gives each character a face and a place: in turns above and below the middle, left to right. */
export function arrange(text: string, style: Style, random: Random, sheet: Sheet): Placement[] {
  const { width, height, scale } = sheet;
  const margin = MARGIN * scale;
  const shapes = [...text].map((character) => shapeOf(character, style, random, scale));
  const overlap = style.overlap * scale;
  const drawn = shapes.reduce((sum, shape) => sum + shape.inkWidth - overlap, overlap);
  const fit = Math.min(1, (width - 2 * margin) / drawn);
  let left = margin + (width - drawn * fit - 2 * margin) * random.between([0.25, 0.75]);
  let side = random.chance(0.5) ? 1 : -1;
  for (const shape of shapes) {
    shape.scaleX *= fit;
    shape.x = left + (shape.inkWidth * fit) / 2;
    left += (shape.inkWidth - overlap) * fit;
    side = -side;
    const offset = scale * (side * style.stagger + random.around(CHARACTER.jitter));
    const room = height / 2 - halfHeightOf(shape);
    shape.y = height / 2 + Math.max(-room, Math.min(room, offset));
  }
  return shapes;
}

type Shape = Placement & { inkWidth: number; inkHeight: number };

function shapeOf(character: string, style: Style, random: Random, scale: number): Shape {
  const bank = glyphBank();
  const glyph = bank.glyph(character, random.index(bank.faces));
  const size = (scale * random.between(style.size)) / bank.inkHeight;
  const aspect = 1 + random.around(CHARACTER.aspect);
  return {
    glyph,
    x: 0,
    y: 0,
    scaleX: size * aspect,
    scaleY: size / aspect,
    turn: random.around(CHARACTER.turn),
    shear: random.around(CHARACTER.shear),
    weight: scale * random.around(CHARACTER.weight),
    inkWidth: (glyph.width - 2 * bank.rim) * size * aspect,
    inkHeight: (bank.inkHeight * size) / aspect,
  };
}

/** Of the ink, turned: no part of a character may be cut off. Corners hold little ink. */
function halfHeightOf({ inkWidth, inkHeight, turn }: Shape): number {
  return (inkHeight * Math.cos(turn) + 0.7 * inkWidth * Math.abs(Math.sin(turn))) / 2;
}

import type { Page } from 'playwright/test';
import { LANGUAGES } from '../app/words/languages';
import { brandContrasts, RULES_OF_COLOUR, violationsOn } from './support/axe';
import { faultsOn } from './support/geometry';
import { expect, test } from './support/visit';
import { WALKS } from './support/walks';

const THEMES = { light: undefined, dark: RULES_OF_COLOUR } as const;

const DESKTOP = { width: 1280, height: 720 };

/** 1280 × 1024 at 400 % zoom, a small phone either way round, and what 1.4.12 may set. */
const LAYOUTS = {
  'zoomed to 400 %': { width: 320, height: 256, set: () => {} },
  'right to left': { width: 320, height: 640, set: rightToLeft },
  'with text spacing': { width: 320, height: 640, set: spaceText },
  'on a phone': { width: 360, height: 740, set: reset },
};

type Layouts = Record<string, { width: number; height: number; set: () => void }>;

/** Chinese takes less room than English: where it has least is enough. */
const NARROWEST: Layouts = { 'zoomed to 400 %': LAYOUTS['zoomed to 400 %'] };

test.describe.configure({ mode: 'parallel' });

for (const language of LANGUAGES) {
  test.describe(`nothing keeps anybody out, is cut, hidden or too small, in ${language}`, () => {
    test.use({ language });
    for (const [walk, states] of Object.entries(WALKS)) {
      test(walk, async ({ visit, page }) => {
        for (const [state, reach] of Object.entries(states)) {
          await reach(visit);
          await expectAccessible(page, state);
          await expectWhole(page, state, language === 'en' ? LAYOUTS : NARROWEST);
          await page.setViewportSize(DESKTOP);
        }
      });
    }
  });
}

async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await violationsOn(page, THEMES[colorScheme]);
    expect.soft(violations, `${state}, ${colorScheme}`).toEqual([]);
    const contrasts = await brandContrasts(page);
    expect.soft(contrasts.filter((contrast) => contrast < 4.5)).toEqual([]);
  }
}

const softly = expect.configure({ soft: true });

async function expectWhole(page: Page, state: string, layouts: Layouts): Promise<void> {
  for (const [layout, { set, ...size }] of Object.entries(layouts)) {
    await page.setViewportSize(size);
    await page.evaluate(set);
    // A chart has its new width a moment later.
    await softly.poll(() => faultsOn(page), `${state}, ${layout}`).toEqual([]);
  }
}

function rightToLeft() {
  document.documentElement.dir = 'rtl';
}

/** https://www.w3.org/TR/WCAG22/#text-spacing */
function spaceText() {
  document.documentElement.dir = 'ltr';
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    element.style.setProperty('line-height', '1.5', 'important');
    element.style.setProperty('letter-spacing', '0.12em', 'important');
    element.style.setProperty('word-spacing', '0.16em', 'important');
    if (element.tagName === 'P') element.style.setProperty('margin-bottom', '2em', 'important');
  }
}

function reset() {
  for (const element of document.querySelectorAll('body *')) element.removeAttribute('style');
}

import type { Page } from 'playwright/test';
import { LANGUAGES } from '../app/words/languages';
import { faultsOn, shiftsOn } from './support/geometry';
import { gate } from './support/promises';
import { shownId } from './support/test';
import { expect, test } from './support/visit';
import { WALKS } from './support/walks';

/** 1280 × 1024 at 400 % zoom, a small phone either way round, and what 1.4.12 may set. */
const LAYOUTS = {
  'zoomed to 400 %': { width: 320, height: 256, set: () => {} },
  'right to left': { width: 320, height: 640, set: rightToLeft },
  'with text spacing': { width: 320, height: 640, set: spaceText },
  'on a phone': { width: 360, height: 740, set: reset },
};

test.describe.configure({ mode: 'parallel' });

for (const language of LANGUAGES) {
  test.describe(`nothing is cut, hidden or too small, in ${language}`, () => {
    test.use({ language });
    for (const [walk, states] of Object.entries(WALKS)) {
      test(walk, async ({ visit, page }) => {
        for (const [state, reach] of Object.entries(states)) {
          await reach(visit);
          for (const [layout, { set, ...size }] of Object.entries(LAYOUTS)) {
            await page.setViewportSize(size);
            await page.evaluate(set);
            expect.soft(await faultsOn(page), `${state}, ${layout}`).toEqual([]);
          }
        }
      });
    }
  });

  test.describe(`nothing moves while a page loads, in ${language}`, () => {
    test.use({ language, viewport: { width: 360, height: 740 } });
    for (const path of ['/register', '/sign-in', '/sign-in/sms', '/forgot-password']) {
      test(`${path} on a slow line`, async ({ visit, page }) => {
        const fonts = await hold(page, '**/*.woff2');
        const picture = await hold(page, '**/image_codes/**');
        const shifts = await shiftsOn(page);
        await page.goto(path, { waitUntil: 'commit' });
        await visit.ready();
        fonts.open();
        await page.evaluate(() => document.fonts.ready);
        picture.open();
        if (path !== '/sign-in') await shownId(page);
        await page.waitForLoadState('networkidle');
        expect(await shifts()).toEqual([]);
      });
    }
  });
}

/** Keeps the answers back until the gate is opened. */
async function hold(page: Page, url: string) {
  const held = gate();
  await page.route(url, async (route) => {
    await held.opened;
    await route.continue();
  });
  return held;
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

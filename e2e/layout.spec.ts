import type { Page } from 'playwright/test';
import { LANGUAGES } from '../app/words/languages';
import { shiftsOn } from './support/geometry';
import { gate } from './support/promises';
import { shownId } from './support/test';
import { tornPage } from './support/torn-page';
import { expect, test } from './support/visit';

test.describe.configure({ mode: 'parallel' });

for (const language of LANGUAGES) {
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

test('nothing moves where the page comes in two pieces', async ({ page, stack }) => {
  await using torn = await tornPage(stack.url, 'Code</li>');
  const shifts = await shiftsOn(page);
  await page.goto(`${torn.url}/register`, { waitUntil: 'commit' });
  await expect(page.locator('.steps li')).toHaveCount(2);
  torn.sendRest();
  await shownId(page);
  expect(await shifts()).toEqual([]);
});

/** Keeps the answers back until the gate is opened. */
async function hold(page: Page, url: string) {
  const held = gate();
  await page.route(url, async (route) => {
    await held.opened;
    await route.continue();
  });
  return held;
}

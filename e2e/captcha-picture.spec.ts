import type { Page } from 'playwright/test';
import { expect, shownId, test } from './support/test';

for (const scale of [1, 2]) {
  test.describe(`on a screen of ${scale} pixels a point`, () => {
    test.use({ deviceScaleFactor: scale });

    test('one picture is asked for, as sharp as the screen, with the same answer at any scale', async ({
      page,
      stack,
    }) => {
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.url().includes('image_codes')) asked.push(request.url());
      });
      await page.goto('/register', { waitUntil: 'networkidle' });
      const first = await shownId(page);
      const answer = await stack.answerTo(first);
      await page.getByRole('button', { name: 'New picture' }).click();
      await expect.poll(() => shownId(page)).not.toBe(first);
      await page.waitForLoadState('networkidle');

      const url = (id: string, query: string) => `${stack.url}/api/v1_0/image_codes/${id}${query}`;
      const sharp = scale === 2 ? '?scale=2' : '';
      expect(asked).toEqual([url(first, sharp), url(await shownId(page), sharp)]);
      for (const query of ['', '?scale=2']) {
        expect((await page.request.get(url(first, query))).ok()).toBe(true);
      }
      expect(await stack.answerTo(first)).toBe(answer);
    });
  });
}

test('says what it is, and names the other ways', async ({ page }) => {
  await page.goto('/register');
  await shownId(page);
  await expect(page.getByRole('group', { name: 'Captcha' })).toMatchAriaSnapshot(`
    - group "Captcha":
      - /children: equal
      - 'img "Captcha: distorted letters and digits to type below. Or listen to digits, or let this device prove it."'
      - status
      - button "New picture"
      - button "Listen to six digits instead"
      - status
      - text: What you see or hear
      - textbox "What you see or hear"
      - paragraph: Left to right; capital or small makes no difference.
      - alert
      - status
      - button "Can’t see or hear it? Let this device prove it instead"
      - status
  `);
});

test.describe('after 300 s', () => {
  test('an unanswered picture is another one, quietly', async ({ page, person }) => {
    const id = await openUnderClock(page);
    await page.getByLabel('Mobile number').fill(person.mobile);
    await page.clock.runFor(200_000);
    expect(await shownId(page)).toBe(id);
    await page.clock.runFor(100_000);
    await expect.poll(() => shownId(page)).not.toBe(id);
    await expect(page.getByText('too old')).toBeHidden();
    await expect(page.getByLabel('Mobile number')).not.toHaveValue('');
    await person.askForCode(page);
    await expect(page.getByLabel('6-digit code')).toBeVisible();
  });

  test('one that was answered stays, and says that it is too old', async ({ page }) => {
    const id = await openUnderClock(page);
    await page.getByLabel('What you see or hear').fill('ACE');
    await page.clock.runFor(300_000);
    await expect(page.getByText('This picture is too old to count.')).toBeVisible();
    expect(await shownId(page)).toBe(id);
    await expect(page.getByLabel('What you see or hear')).toHaveValue('ACE');
    await page.getByRole('button', { name: 'New picture' }).click();
    await page.clock.runFor(2_000);
    await expect(page.getByText('This picture is too old to count.')).toBeHidden();
  });
});

/** Ready to see time pass: what is under way when the clock jumps would seem to take too long. */
async function openUnderClock(page: Page): Promise<string> {
  await page.clock.install();
  const settings = page.waitForResponse(/settings/);
  await page.goto('/register');
  await (await settings).finished();
  return shownId(page);
}

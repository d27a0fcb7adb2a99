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
      - paragraph: Left to right, in any case; or the digits you hear.
      - textbox "What you see or hear"
      - alert
      - button "Can’t see or hear it? Let this device prove it instead"
      - status
  `);
});

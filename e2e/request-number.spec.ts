import { expect, newAddress, test } from './support/test';

const NUMBER = '[0-9a-f-]{36}';

/** Lines of the log that the product has written, about a request. */
function linesOf(output: string, requestId: string) {
  const lines = output.split('\n').filter((line) => line.includes(requestId));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test.describe('a store that fails', () => {
  test.afterEach(({ stack }) => stack.store.answerWith('answer'));

  for (const [language, words] of [
    ['en', 'tell us this number'],
    ['zh', '请告诉我们这个编号'],
  ] as const) {
    test(`the page shows a number (${language}), and it leads to the reason in our log`, async ({
      page,
      stack,
    }) => {
      await page.context().addCookies([{ name: 'language', value: language, url: stack.url }]);
      await page.goto('/sign-in');
      await page.locator('input[name=mobile]').fill('17612345678');
      await page.locator('input[name=password]').fill('correct horse battery');
      stack.store.answerWith('over-quota');
      await page.locator('button[type=submit]').click();
      const alert = page.getByRole('alert').filter({ hasText: words });
      await expect(alert).toHaveText(new RegExp(NUMBER));
      const [id = ''] = (await alert.innerText()).match(NUMBER) ?? [];
      const line = { path: 'session.signIn', reason: 'store-down', requestId: id };
      await expect.poll(() => linesOf(stack.server.output(), id)).toMatchObject([line]);
    });
  }

  test('an old client finds it in the body of a 5xx, and in the log', async ({ stack }) => {
    stack.store.answerWith('over-quota');
    const url = `${stack.url}/api/v1_0/image_codes/0b7c6c7e-5b3c-4b62-9f3f-0d2f3a1c9a11`;
    const response = await fetch(url, { headers: { 'X-Forwarded-For': newAddress() } });
    expect(response.status).toBe(503);
    const body = (await response.json()) as { request_id: string };
    expect(body).toMatchObject({ errno: '4001', request_id: expect.stringMatching(NUMBER) });
    const { request_id: id } = body;
    const line = { reason: 'store-down', requestId: id };
    await expect.poll(() => linesOf(stack.server.output(), id)).toMatchObject([line]);
  });
});

test('a refusal that is not our fault shows no number', async ({ page }) => {
  await page.goto('/sign-in');
  await page.locator('input[name=mobile]').fill('17612345678');
  await page.locator('input[name=password]').fill('not the right password');
  await page.locator('button[type=submit]').click();
  await expect(page.getByText('do not belong together')).toBeVisible();
  await expect(page.getByText('tell us this number')).toHaveCount(0);
});

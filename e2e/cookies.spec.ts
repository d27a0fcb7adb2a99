import type { Page } from 'playwright/test';
import { expect, newPerson, type Person, test } from './support/test';
import { startServerOnHttps } from './support/tls-proxy';

const THIRTY_DAYS = 30 * 24 * 3600;

async function signUp(page: Page, person: Person, url: string) {
  await page.goto(`${url}/register`);
  await person.askForCode(page);
  await person.finish(page);
  await expect(page).toHaveURL(`${url}/account`);
}

/** As the browser keeps them, by name. */
async function cookiesIn(page: Page) {
  const cookies = await page.context().cookies();
  return Object.fromEntries(cookies.map((each) => [each.name, each]));
}

test('on https they are __Host- cookies, which no script reads and no other site sends', async ({
  browser,
  stack,
}) => {
  const { url, stop } = await startServerOnHttps(stack.configuration);
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  await signUp(page, newPerson(stack), url);
  const ours = { secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1' };
  const cookies = await cookiesIn(page);
  expect(cookies).toEqual({
    '__Host-session': expect.objectContaining(ours),
    '__Host-challenge': expect.objectContaining(ours),
    '__Host-browser': expect.objectContaining(ours),
  });
  const left = (cookies['__Host-session']?.expires ?? 0) - Date.now() / 1000;
  expect(Math.abs(left - THIRTY_DAYS)).toBeLessThan(120);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${url}/sign-in`);
  // What the browser may have sent stays counted.
  expect(Object.keys(await cookiesIn(page))).toEqual(['__Host-browser']);
  await page.close();
  await stop();
});

test('on http, which is for development, the same under plain names', async ({
  page,
  person,
  stack,
}) => {
  await signUp(page, person, stack.url);
  const ours = { secure: false, httpOnly: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1' };
  expect(await cookiesIn(page)).toEqual({
    session: expect.objectContaining(ours),
    challenge: expect.objectContaining(ours),
    browser: expect.objectContaining(ours),
  });
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

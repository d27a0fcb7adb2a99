import type { Page } from 'playwright/test';
import { silence } from './support/silence';
import { expect, shownId, test } from './support/test';

const listen = (page: Page) => page.getByRole('button', { name: 'Listen to six digits instead' });
const stop = (page: Page) => page.getByRole('button', { name: 'Stop the digits' });

/** Answers with a recording longer than any test, and tells what was asked for. */
async function answerWithSilence(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.route('**/audio_codes/**', async (route) => {
    asked.push(route.request().url());
    await route.fulfill({ contentType: 'audio/wav', body: silence(600) });
  });
  return asked;
}

test('a visitor who listens gets the SMS', async ({ page, person, stack }) => {
  await page.goto('/register');
  const id = await shownId(page);
  await page.getByLabel('Mobile number').fill(person.mobile);
  const answered = page.waitForResponse('**/audio_codes/**');
  await listen(page).click();
  expect((await answered).headers()['content-type']).toBe('audio/wav');
  const digits = (await stack.digitsOf(id)) ?? '';
  expect(digits).toMatch(/^\d{6}$/);
  await page.getByLabel('What you see or hear').fill(digits);
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(page.getByLabel('6-digit code')).toBeFocused();
  expect(await person.code()).toMatch(/^\d{6}$/);
});

test('the real recording plays to its end', async ({ page }) => {
  await page.goto('/register');
  await shownId(page);
  await listen(page).click();
  const audio = page.locator('audio');
  await expect.poll(() => audio.evaluate(hasBegun)).toBe(true);
  expect(await audio.evaluate(skipToItsEnd)).toBeGreaterThan(5);
  await expect.poll(() => audio.evaluate(isOver)).toBe(true);
  await expect(listen(page)).toBeVisible();
});

test('plays, stops and plays again from the start, by the keyboard, of one request', async ({
  page,
}) => {
  const asked = await answerWithSilence(page);
  await page.goto('/register');
  await shownId(page);
  const block = page.getByRole('group', { name: 'Captcha' });
  await page.getByRole('button', { name: 'New picture' }).focus();
  await page.keyboard.press('Tab');
  await expect(listen(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(block).toMatchAriaSnapshot(`
    - group "Captcha":
      - button "Stop the digits"
      - status: Playing six digits.
  `);
  await expect(stop(page)).toBeFocused();

  const audio = page.locator('audio');
  await audio.evaluate((element: HTMLAudioElement) => {
    element.currentTime = 500;
  });
  await page.keyboard.press('Enter');
  await expect(listen(page)).toBeFocused();
  expect(await audio.evaluate((element: HTMLAudioElement) => element.paused)).toBe(true);
  await page.keyboard.press('Enter');
  await expect(stop(page)).toBeFocused();
  expect(await audio.evaluate((element: HTMLAudioElement) => element.currentTime)).toBeLessThan(
    500,
  );
  expect(asked).toHaveLength(1);
});

test('a new picture has a new recording, and the old one falls silent', async ({ page }) => {
  const asked = await answerWithSilence(page);
  await page.goto('/register');
  const first = await shownId(page);
  await listen(page).click();
  await expect(page.getByText('Playing six digits')).toBeAttached();
  const old = await page.locator('audio').elementHandle();
  await page.getByRole('button', { name: 'New picture' }).click();
  await expect(listen(page)).toBeVisible();
  expect(await old?.evaluate((element) => (element as HTMLAudioElement).paused)).toBe(true);
  await listen(page).click();
  await expect(page.getByText('Playing six digits')).toBeAttached();
  expect(asked).toEqual([
    expect.stringContaining(`${first}?language=en`),
    expect.stringContaining(`${await shownId(page)}?language=en`),
  ]);
});

test('falls silent when the device is to prove it instead', async ({ page }) => {
  await answerWithSilence(page);
  await page.goto('/register');
  await shownId(page);
  await listen(page).click();
  await expect(page.getByText('Playing six digits')).toBeAttached();
  await page.getByRole('button', { name: 'Let this device prove it' }).click();
  const isSilent = (audio: HTMLAudioElement) => audio.paused;
  await expect.poll(() => page.locator('audio').evaluate(isSilent)).toBe(true);
});

test('speaks the language of the page', async ({ page }) => {
  const asked = await answerWithSilence(page);
  await page.goto('/register');
  await shownId(page);
  await page.evaluate(() => {
    document.documentElement.lang = 'zh-CN';
  });
  await listen(page).click();
  await expect(stop(page)).toBeVisible();
  expect(asked).toEqual([expect.stringContaining('language=zh')]);
});

test('over its limit it says when to try again, and the picture still works', async ({
  page,
  person,
  stack,
}) => {
  await page.goto('/register');
  const id = await shownId(page);
  const url = `${stack.url}/api/v1_0/audio_codes/${id}`;
  await Promise.all(Array.from({ length: 10 }, () => page.request.get(url)));
  await listen(page).click();
  await expect(page.getByText(/^That was too often\. Try again in \d+ seconds\.$/)).toBeVisible();
  await expect(listen(page)).toBeVisible();
  await person.askForCode(page);
  await expect(page.getByLabel('6-digit code')).toBeFocused();
});

test('that does not load says so, and the same button tries again', async ({ page }) => {
  await page.goto('/register');
  await shownId(page);
  await page.route('**/audio_codes/**', (route) => route.abort(), { times: 1 });
  await listen(page).click();
  await expect(page.getByText('The recording did not load.')).toBeVisible();
  await answerWithSilence(page);
  await listen(page).click();
  await expect(stop(page)).toBeVisible();
  await expect(page.getByText('The recording did not load.')).toBeHidden();
});

const hasBegun = (audio: HTMLAudioElement) => audio.currentTime > 0;
const isOver = (audio: HTMLAudioElement) => audio.ended;

/** Returns its length in seconds. */
function skipToItsEnd(audio: HTMLAudioElement): number {
  audio.currentTime = audio.duration - 0.2;
  return audio.duration;
}

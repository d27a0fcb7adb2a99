import { randomInt } from 'node:crypto';
import type { Page } from 'playwright/test';
import { choose, field, open, opener, test } from './support/abroad';
import { violationsOn } from './support/axe';
import { test as base, expect, shownAnswer } from './support/test';

const search = (page: Page) => page.getByRole('combobox', { name: 'Search by name or code' });

test.describe('the country', () => {
  for (const [locale, timezoneId, country] of [
    ['en-GB', 'Asia/Shanghai', 'GB +44'],
    ['en-US', 'Europe/Berlin', 'DE +49'],
    ['en-US', 'Asia/Hong_Kong', 'HK +852'],
    ['en-US', 'America/New_York', 'CN +86'],
  ] as const) {
    test(`of ${locale} in ${timezoneId} is ${country}`, async ({ browser, abroad }) => {
      const context = await browser.newContext({ locale, timezoneId, baseURL: abroad.url });
      await open(await context.newPage(), country);
      await context.close();
    });
  }

  test('is chosen by keyboard alone', async ({ page }) => {
    await open(page);
    await field(page).focus();
    await page.keyboard.press('Shift+Tab');
    await expect(opener(page)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(search(page)).toBeFocused();
    await expect(search(page)).toHaveAttribute('aria-expanded', 'true');
    await expectHighlighted(page, 'China');
    await page.keyboard.press('End');
    await expectHighlighted(page, 'United Kingdom');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await expectHighlighted(page, 'Germany');
    await page.keyboard.press('Escape');
    await expect(opener(page)).toBeFocused();
    await expect(opener(page)).toContainText('CN +86');
    await page.keyboard.press('Enter');
    await page.keyboard.type('germ');
    await page.keyboard.press('Enter');
    await expect(field(page)).toBeFocused();
    await expect(opener(page)).toContainText('DE +49');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('is found by name and by its codes', async ({ page }) => {
    await open(page);
    await opener(page).click();
    const found = page.getByRole('option');
    await expect(found).toHaveCount(4);
    for (const [text, name] of [
      ['kingdom', 'United Kingdom'],
      ['hk', 'Hong Kong'],
      ['+852', 'Hong Kong'],
      ['49', 'Germany'],
    ]) {
      await search(page).fill(text ?? '');
      await expect(found).toHaveText([new RegExp(`^${name}`)]);
      await expect(page.getByText('1 country')).toBeVisible();
    }
    await search(page).fill('nowhere');
    await expect(page.getByText('No country we send to matches that.')).toBeVisible();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(opener(page)).toContainText('CN +86');
  });

  test('goes with the number to the server', async ({ page, stack, abroad }) => {
    const subscriber = String(randomInt(1e5)).padStart(5, '0');
    await open(page);
    await choose(page, 'United Kingdom');
    await page.keyboard.type(`074001${subscriber}`);
    await page.getByLabel('What you see or hear').fill(await shownAnswer(page, stack));
    await page.getByRole('button', { name: 'Send code' }).click();
    await expect(page.getByLabel('6-digit code')).toBeFocused();
    const to = abroad.webhook.messages.map((message) => message.to);
    expect(to).toContain(`+4474001${subscriber}`);
    await page.goBack();
    await expect(field(page)).toHaveValue(`07400 1${subscriber}`);
    await expect(opener(page)).toContainText('GB +44');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has a list without violations, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(page);
      const styles = () => page.locator('style, body [style]').count();
      const before = await styles();
      await opener(page).click();
      await page.keyboard.press('ArrowDown');
      expect(await styles()).toBe(before);
      expect(await violationsOn(page)).toEqual([]);
    });
  }

  test('has a list that fits 320 pixels', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 256 });
    await open(page);
    await opener(page).click();
    await page.getByRole('option', { name: 'United Kingdom' }).click();
    await expect(opener(page)).toContainText('GB +44');
    const overflow = () => document.documentElement.scrollWidth - innerWidth;
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  });
});

base('with one country there is its code and nothing to choose', async ({ page }) => {
  await page.goto('/register');
  await expect(page.locator('.country')).toHaveText('+86');
  await expect(opener(page)).toHaveCount(0);
});

async function expectHighlighted(page: Page, name: string) {
  const id = await search(page).getAttribute('aria-activedescendant');
  await expect(page.locator(`[id="${id}"]`)).toContainText(name);
}

import { randomInt } from 'node:crypto';
import type { Page } from 'playwright/test';
import { choose, field, open, opener, test } from './support/abroad';
import { gate } from './support/promises';
import { expect, shownAnswer } from './support/test';

const said = (page: Page) => page.locator('.field-status');

test.describe('a number is written', () => {
  test('as one types, also where it was wrong', async ({ page }) => {
    await open(page);
    await field(page).pressSequentially('1761234');
    await expect(field(page)).toHaveValue('176 1234');
    await field(page).press('Backspace');
    await field(page).press('Backspace');
    await field(page).press('Backspace');
    await field(page).press('Backspace');
    await expect(field(page)).toHaveValue('176');
    await field(page).pressSequentially('87654321');
    await expect(field(page)).toHaveValue('176 8765 4321');
  });

  test('without losing the caret in the middle', async ({ page }) => {
    await open(page);
    await field(page).pressSequentially('1761345678');
    await field(page).evaluate((input: HTMLInputElement) => input.setSelectionRange(5, 5));
    await field(page).press('2');
    const caret = () => field(page).evaluate((input: HTMLInputElement) => input.selectionStart);
    expect(await caret()).toBe(6);
    await field(page).press('Backspace');
    expect(await caret()).toBe(5);
    await field(page).press('2');
    await field(page).blur();
    await expect(field(page)).toHaveValue('176 1234 5678');
  });

  for (const pasted of [
    '+86 176-1234-5678',
    '１７６１２３４５６７８',
    'tel:+8617612345678',
    '008617612345678',
    '+86 (0)176 1234 5678',
    '\u202a+86\u00a0176 1234 5678\u202c',
    '١٧٦١٢٣٤٥٦٧٨',
  ]) {
    test(`as it is pasted: ${JSON.stringify(pasted)}`, async ({ page }) => {
      await open(page);
      await copy(page, pasted);
      await field(page).press('ControlOrMeta+v');
      await expect(field(page)).toHaveValue('176 1234 5678');
      await expect(opener(page)).toContainText('CN +86');
      await expect(said(page)).toHaveText('');
    });
  }

  test('once, where it was typed before the page was ready', async ({ page }) => {
    const held = gate();
    await page.route('**/_next/**/*.js', async (route) => {
      await held.opened;
      await route.continue();
    });
    await page.goto('/register', { waitUntil: 'commit' });
    await field(page).fill('+8617612345678');
    held.open();
    await expect(field(page)).toHaveValue('176 1234 5678');
  });

  test('and its country, again after a refresh', async ({ page }) => {
    await open(page);
    await choose(page, 'Germany');
    await field(page).pressSequentially('0151');
    await page.reload();
    await expect(field(page)).toHaveValue('0151');
    await expect(opener(page)).toContainText('DE +49');
  });
});

test.describe('what can be no mobile is said at once', () => {
  test('politely, and only when it is certain', async ({ page, stack }) => {
    await open(page);
    await field(page).pressSequentially('1761');
    await expect(said(page)).toHaveText('');
    await field(page).blur();
    await expect(said(page)).toContainText('does not look like a mobile number (China)');
    await field(page).fill('01');
    await expect(said(page)).toHaveText('');
    await field(page).pressSequentially('0');
    await expect(said(page)).toContainText('does not look like a mobile number (China)');
    await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveCount(0);

    await field(page).fill('010 6552 9988');
    await page.getByLabel('What you see or hear').fill(await shownAnswer(page, stack));
    await page.getByRole('button', { name: 'Send code' }).click();
    await expect(page.getByText('That looks like a landline')).toBeVisible();
    await expect(said(page)).toHaveText('');
  });

  test('and a country that is not allowed', async ({ page }) => {
    await open(page);
    await field(page).pressSequentially('+3');
    await expect(said(page)).toHaveText('We cannot send codes to numbers that begin with +3.');
    await field(page).fill('+44 7400');
    await expect(said(page)).toHaveText('');
    await expect(opener(page)).toContainText('GB +44');
  });

  test('but not while the mouse is on its way to something else', async ({ page }) => {
    await open(page);
    await field(page).pressSequentially('1761');
    await page.getByRole('button', { name: 'New picture' }).hover();
    await page.mouse.down();
    await expect(field(page)).not.toBeFocused();
    await expect(said(page)).toHaveText('');
    await page.mouse.up();
    await expect(said(page)).not.toHaveText('');
  });
});

test.describe('what helps', () => {
  test('moves nothing when it comes', async ({ page }) => {
    const held = gate();
    await page.route('**/settings.current*', async (route) => {
      await held.opened;
      await route.continue();
    });
    await page.goto('/register');
    const places = () =>
      page
        .locator('.card :is(input, button, p)')
        .evaluateAll((all) =>
          all
            .filter((each) => !each.closest('.country'))
            .map((each) => JSON.stringify(each.getBoundingClientRect())),
        );
    await page.evaluate(() => document.fonts.ready);
    const before = await places();
    held.open();
    await expect(opener(page)).toBeVisible();
    expect(await places()).toEqual(before);
  });

  for (const part of ['program', 'settings']) {
    test(`may not come at all: without its ${part} one signs up`, async ({
      page,
      stack,
      abroad,
    }) => {
      const mobile = `176${String(randomInt(1e8)).padStart(8, '0')}`;
      let blocked = 0;
      if (part === 'settings') {
        await page.route('**/settings.current*', (route) => {
          blocked++;
          return route.abort();
        });
      } else {
        await page.route('**/_next/**/*.js', async (route) => {
          const response = await route.fetch();
          const isHelp = (await response.text()).includes('INVALID_COUNTRY');
          if (isHelp) blocked++;
          return isHelp ? route.abort() : route.fulfill({ response });
        });
      }
      await page.goto('/register');
      await field(page).fill(mobile);
      await expect.poll(() => blocked).toBeGreaterThan(0);
      await expect(opener(page)).toHaveCount(0);
      await page.getByLabel('What you see or hear').fill(await shownAnswer(page, stack));
      await page.getByRole('button', { name: 'Send code' }).click();
      await expect(page.getByLabel('6-digit code')).toBeFocused();
      expect(abroad.webhook.messages.map(({ to }) => to)).toContain(`+86${mobile}`);
      await page.unrouteAll({ behavior: 'ignoreErrors' }); // later steps may still be on their way
    });
  }
});

/** Puts a text into the clipboard, whose newer API our own headers deny to pages. */
async function copy(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => {
    const area = document.body.appendChild(document.createElement('textarea'));
    area.value = copied;
    area.select();
    document.execCommand('copy');
    area.remove();
  }, text);
}

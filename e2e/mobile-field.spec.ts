import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright/test';
import { gate } from './support/promises';
import { startServer } from './support/server';
import { test as base, expect, shownAnswer } from './support/test';
import { startWebhookDouble, type WebhookDouble } from './support/webhook-double';

/** A server that sends to four countries, on the stores of all. */
const test = base.extend<object, { abroad: { url: string; webhook: WebhookDouble } }>({
  abroad: [
    async ({ stack }, use) => {
      const secret = `whsec_${Buffer.from('a secret of the browser tests only').toString('base64')}`;
      const webhook = await startWebhookDouble({ secret });
      const server = await startServer({
        ...stack.configuration,
        ...webhook.environment,
        ALLOWED_COUNTRIES: 'CN,GB,HK,DE',
      });
      await use({ url: server.url, webhook });
      await server.stop();
      await webhook.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ abroad }, use) => use(abroad.url),
  locale: 'en-US',
  timezoneId: 'Asia/Shanghai',
});

const field = (page: Page) => page.getByLabel('Mobile number');
const opener = (page: Page) => page.getByRole('button', { name: 'choose another country' });
const search = (page: Page) => page.getByRole('combobox', { name: 'Search by name or code' });
const said = (page: Page) => page.locator('.field-status');

/** The form, with all that helps. */
async function open(page: Page, country = 'CN +86') {
  await page.goto('/register');
  await expect(opener(page)).toContainText(country);
}

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

test.describe('the country', () => {
  for (const [locale, timezoneId, country] of [
    ['en-GB', 'Asia/Shanghai', 'GB +44'],
    ['en-US', 'Europe/Berlin', 'DE +49'],
    ['en-US', 'Asia/Hong_Kong', 'HK +852'],
    ['en-US', 'America/New_York', 'CN +86'],
  ] as const) {
    test(`of ${locale} in ${timezoneId} is ${country}`, async ({ browser, abroad }) => {
      const page = await newPage(browser, { locale, timezoneId, baseURL: abroad.url });
      await open(page, country);
      await page.context().close();
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
      expect(await violations(page)).toEqual([]);
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

base('with one country there is its code and nothing to choose', async ({ page }) => {
  await page.goto('/register');
  await expect(page.locator('.country')).toHaveText('+86');
  await expect(opener(page)).toHaveCount(0);
});

async function newPage(
  browser: import('playwright/test').Browser,
  options: BrowserContextOptions,
): Promise<Page> {
  return (await browser.newContext(options)).newPage();
}

async function choose(page: Page, name: string) {
  await opener(page).click();
  await page.getByRole('option', { name }).click();
  await expect(field(page)).toBeFocused();
}

async function expectHighlighted(page: Page, name: string) {
  const id = await search(page).getAttribute('aria-activedescendant');
  await expect(page.locator(`[id="${id}"]`)).toContainText(name);
}

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

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

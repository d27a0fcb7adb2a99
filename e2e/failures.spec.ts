import { gate } from './support/promises';
import { expect, newPerson, shownId, test } from './support/test';

test('offline: a sentence says so, nothing typed is lost, and the same press succeeds afterwards', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await shownId(page);
  await page.context().setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await person.askForCode(page);
  await expect(page.getByText('We could not be reached.')).toBeVisible();
  await expect(page.getByLabel('Mobile number')).toHaveValue(person.written);
  await page.context().setOffline(false);
  await expect(page.getByText('You are offline.')).toBeHidden();
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(page.getByLabel('6-digit code')).toBeFocused();
});

test('a slow line: the button says that it works, then that it is slow, and sends once', async ({
  page,
  person,
  stack,
}) => {
  await page.clock.install();
  await page.goto('/register');
  const held = gate();
  await page.route('**/smsCode.request', async (route) => {
    await held.opened;
    await route.continue();
  });
  await person.askForCode(page);
  await expect(page.getByRole('button', { name: 'Sending…' })).toBeFocused();
  await page.clock.runFor(5_000);
  await expect(page.getByText('Still working: the connection is slow.')).toBeVisible();
  await page.keyboard.press('Enter');
  held.open();
  await expect(page.getByLabel('6-digit code')).toBeFocused();
  expect(stack.ccp.messages.filter(({ to }) => to === person.mobile)).toHaveLength(1);
});

test('a limit: the time when it opens again, and the rest of the form stays', async ({
  page,
  stack,
}) => {
  const person = newPerson(stack);
  await page.goto('/register');
  await page.route('**/smsCode.request', (route) =>
    route.fulfill({
      status: 429,
      json: {
        error: {
          message: 'too-frequent',
          code: -32029,
          data: { reason: 'too-frequent', words: 'That was too often.', retryAfterSeconds: 3_600 },
        },
      },
    }),
  );
  await person.askForCode(page);
  const opensAt = await page.evaluate(() =>
    new Date(Date.now() + 3_600_000).toLocaleTimeString('en', { hour: 'numeric' }),
  );
  const alert = page.getByRole('alert').filter({ hasText: 'That was too often.' });
  const hour = opensAt.replace(/\D.*/, '');
  await expect(alert).toHaveText(new RegExp(`Possible again at ${hour}:\\d\\d`));
  await expect(page.getByLabel('Mobile number')).not.toHaveValue('');
});

test('the store is down: words, the number stays, and a new picture when it is back', async ({
  page,
  person,
  stack,
}) => {
  await page.goto('/register');
  await shownId(page);
  await stack.store.stop();
  try {
    await page.getByLabel('Mobile number').fill(person.mobile);
    await page.getByLabel('What you see or hear').fill('ACE3');
    await page.getByRole('button', { name: 'Send code' }).click();
    await expect(page.getByText('We cannot do that right now.')).toBeVisible();
  } finally {
    await stack.store.start();
  }
  await page.getByRole('button', { name: 'New picture' }).click();
  await person.askForCode(page);
  await expect(page.getByLabel('6-digit code')).toBeFocused();
});

test.describe('JavaScript is blocked', () => {
  test.use({ javaScriptEnabled: false });

  test('a sentence says what is needed', async ({ page }) => {
    await page.goto('/register');
    await expect(page.locator('.notice')).toHaveText(/This page needs JavaScript/);
  });
});

test('cookies are blocked: a sentence says so before anything is sent', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false });
  });
  await page.goto('/register');
  await expect(page.getByText('This site needs cookies')).toBeVisible();
});

test('our cookie does not come back: the code step says what to allow', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await person.askForCode(page);
  const code = await person.code();
  await page.context().clearCookies();
  await page.getByLabel('6-digit code').fill(code);
  await expect(page.getByText('Allow cookies for this site')).toBeVisible();
});

test('storage is blocked: all but the refresh still works', async ({ page, person }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'sessionStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await page.goto('/register');
  await person.askForCode(page);
  await person.finish(page);
  await expect(page).toHaveURL('/account');
});

test('the next step does not load: a sentence and a way on, where nothing typed is lost', async ({
  page,
  person,
}) => {
  // All that the first step brings is named in its HTML; whatever comes later is not.
  const html = await (await page.request.get('/register')).text();
  await page.route('**/_next/static/**/*.js', async (route) => {
    const isFirst = html.includes(new URL(route.request().url()).pathname);
    const isClient = (await (await route.fetch()).text()).includes('/api/trpc');
    return isFirst || isClient ? route.continue() : route.abort();
  });
  await page.goto('/register');
  await person.askForCode(page);
  await expect(page.getByText('The next step could not be loaded.')).toBeVisible();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('button', { name: 'Load it again' }).click();
  await person.finish(page);
  await expect(page).toHaveURL('/account');
});

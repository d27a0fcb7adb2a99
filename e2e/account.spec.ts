import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright/test';
import { isRefused, PHONE, prove, signIn, signUp } from './support/account';
import { expect, newPerson, type Person, test } from './support/test';

async function onPhone(browser: Browser, person: Person): Promise<Page> {
  const phone = await (await browser.newContext({ userAgent: PHONE })).newPage();
  await signIn(phone, person);
  return phone;
}

test.beforeEach(async ({ page, person, stack }) => signUp(page, person, stack));

test.describe('where one is signed in', () => {
  test('one ends the phone: it is out at its next step, and comes back there', async ({
    page,
    person,
    browser,
  }) => {
    const phone = await onPhone(browser, person);
    await page.reload();
    const rows = page.getByRole('region', { name: 'Where you are' }).getByRole('listitem');
    await expect(rows).toContainText(['This device, in use now', 'Chrome on AndroidLast used']);
    await phone.goto('/account/password');
    await page.getByRole('button', { name: 'Sign out Chrome on Android' }).click();
    await expect(page.getByRole('status')).toContainText(['Chrome on Android is signed out.']);
    await expect(page.getByRole('heading', { name: 'Where you are signed in' })).toBeFocused();
    await expect(rows).toHaveCount(1);
    await phone.getByLabel('Current password').fill(person.password);
    await phone.getByLabel('New password').fill('another horse battery');
    await phone.getByRole('button', { name: 'Save password' }).click();
    await expect(phone).toHaveURL('/sign-in');
    await phone.getByLabel('Mobile number').fill(person.mobile);
    await phone.getByLabel('Password', { exact: true }).fill(person.password);
    await phone.getByRole('button', { name: 'Sign in' }).click();
    await expect(phone).toHaveURL('/account/password');
  });

  test('one ends all others: both are out, this one stays', async ({ page, person, browser }) => {
    const others = [await onPhone(browser, person), await onPhone(browser, person)];
    await page.reload();
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await expect(page.getByText('The 2 other devices are signed out.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'everywhere else' })).toBeHidden();
    for (const other of others) {
      await other.reload();
      await expect(other).toHaveURL('/sign-in');
    }
    await page.reload();
    await expect(page.getByText('This device, in use now')).toBeVisible();
  });

  test('a line that breaks: words at the row, and the same press succeeds', async ({
    page,
    person,
    browser,
  }) => {
    await onPhone(browser, person);
    await page.reload();
    const end = page.getByRole('button', { name: 'Sign out Chrome on Android' });
    await page.route('**/session.end', (route) => route.abort(), { times: 1 });
    await end.click();
    await expect(page.getByRole('listitem').getByText('We could not be reached')).toBeVisible();
    await expect(end).toBeFocused();
    await end.dblclick();
    await expect(page.getByText('Chrome on Android is signed out.')).toBeVisible();
  });
});

test.describe('another password', () => {
  test('signs in where the old one does not, and ends the others', async ({
    page,
    person,
    browser,
  }) => {
    const phone = await onPhone(browser, person);
    await page.getByRole('link', { name: 'Change your password' }).click();
    await page.getByLabel('Current password').fill(person.password);
    await page.getByLabel('New password').fill('another horse battery');
    await page.getByRole('button', { name: 'Save password' }).click();
    await expect(page.getByRole('status').getByText('Your password is changed')).toBeVisible();
    await expect(page).toHaveURL('/account');
    await phone.reload();
    await expect(phone).toHaveURL('/sign-in');
    await isRefused(phone, person);
    await signIn(phone, { ...person, password: 'another horse battery' });
  });

  test('a wrong current one is told at its field, and what was typed stays', async ({ page }) => {
    await page.goto('/account/password');
    const [current, next] = [page.getByLabel('Current password'), page.getByLabel('New password')];
    await current.fill('a wrong one');
    await next.fill('another horse battery');
    await page.getByRole('button', { name: 'Save password' }).click();
    await expect(current).toHaveAttribute('aria-invalid', 'true');
    await expect(current).toBeFocused();
    await expect(current).toHaveValue('a wrong one');
    await expect(next).toHaveValue('another horse battery');
  });
});

test.describe('another number', () => {
  test('signs in where the old one does not; the old one is told', async ({
    page,
    person,
    stack,
  }) => {
    const next = { ...newPerson(stack), password: person.password };
    await page.getByRole('link', { name: 'Change your number' }).click();
    await prove(page, next);
    const current = page.getByLabel('Current password');
    await current.fill('a wrong one');
    await page.getByRole('button', { name: 'Change number' }).click();
    await expect(current).toBeFocused();
    await expect(current).toHaveAttribute('aria-invalid', 'true');
    await current.fill(person.password);
    await page.getByRole('button', { name: 'Change number' }).click();
    await expect(page.getByRole('status').getByText('Your number is changed')).toBeVisible();
    await expect(page.getByText(`**** ${next.mobile.slice(-4)}`)).toBeVisible();
    const toOld = stack.ccp.messages.filter(({ to }) => to === person.mobile);
    expect(toOld.map(({ template }) => template)).toEqual(['1', '2']);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(page).toHaveURL('/sign-in');
    await isRefused(page, person);
    await signIn(page, next);
  });

  test('that somebody has is refused at the field', async ({ page, browser, stack }) => {
    const taken = newPerson(stack);
    await signUp(await (await browser.newContext()).newPage(), taken, stack);
    await page.goto('/account/mobile');
    await taken.askForCode(page);
    await expect(page.getByText('This number already has an account')).toBeVisible();
    await expect(page.getByLabel('Mobile number')).toBeFocused();
    await expect(page.getByLabel('Mobile number')).toHaveValue(taken.written);
  });
});

test.describe('the end of an account', () => {
  test('what is kept can be had first; then nothing signs in, and the number is free', async ({
    page,
    person,
    stack,
  }) => {
    await page.getByRole('link', { name: 'Delete your account' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download your data first' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    expect(JSON.parse(text).user.mobile).toBe(`+86${person.mobile}`);
    expect(text).not.toMatch(/argon2|hash|token/i);

    const current = page.getByLabel('Current password');
    await current.fill('a wrong one');
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await expect(current).toBeFocused();
    await expect(current).toHaveValue('a wrong one');
    await current.fill(person.password);
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await expect(page.getByRole('heading', { name: 'Your account is deleted' })).toBeVisible();
    await isRefused(page, person);
    await signUp(page, person, stack);
  });
});

const PAGES = ['/account', '/account/password', '/account/mobile', '/account/delete'];

const PUBLIC = ['/account/deleted', '/sign-in', '/sign-in/sms', '/forgot-password'];

test('in Chinese no word is English', async ({ page, stack }) => {
  await page.context().addCookies([{ name: 'language', value: 'zh', url: stack.url }]);
  for (const path of [...PAGES, ...PUBLIC]) {
    await page.goto(path, { waitUntil: 'networkidle' });
    const words = await page.locator('main').evaluate((main) => {
      const marked = [...main.querySelectorAll('[aria-label], [alt]')];
      const hidden = marked.map((one) => one.ariaLabel ?? one.getAttribute('alt'));
      return [(main as HTMLElement).innerText, ...hidden].join('\n');
    });
    expect(words).toMatch(/\p{Script=Han}{4}/u);
    expect(words.replace(/Chrome|Linux/g, '')).not.toMatch(/[a-z]{2}/i);
  }
});

test('a line that breaks as the page comes: words once, and one press shows all', async ({
  page,
}) => {
  await page.route('**/api/trpc/**', (route) => route.abort());
  await page.reload();
  await expect(page.getByText('We could not be reached')).toHaveCount(1);
  await page.unroute('**/api/trpc/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Member since')).toBeVisible();
  await expect(page.getByText('This device, in use now')).toBeVisible();
});

test('who is signed out is led to sign in from each page', async ({ page }) => {
  await page.context().clearCookies();
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page).toHaveURL('/sign-in');
  }
});

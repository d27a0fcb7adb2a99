import { isRefused, prove, signIn, signUp } from './support/account';
import { expect, test } from './support/test';

test.beforeEach(async ({ page, person, stack }) => signUp(page, person, stack));

test('a code by SMS signs in without the password', async ({ page, person }) => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await page.getByRole('link', { name: 'Sign in with a code by SMS' }).click();
  await prove(page, person);
  await expect(page).toHaveURL('/account');
  await expect(page.getByText(`**** ${person.mobile.slice(-4)}`)).toBeVisible();
});

test('a forgotten password: another by SMS, and all sessions but the new one end', async ({
  page,
  person,
  browser,
}) => {
  const other = await (await browser.newContext()).newPage();
  await other.goto('/sign-in');
  await other.getByRole('link', { name: 'Forgotten your password?' }).click();
  await prove(other, person);
  await other.getByLabel('New password').fill('another horse battery');
  await other.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(other).toHaveURL('/account');
  await expect(other.getByText('This device, in use now')).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL('/sign-in');
  await isRefused(page, person);
  await signIn(page, { ...person, password: 'another horse battery' });
});

test('a tab that kept an address of somebody else as its way leads nowhere but home', async ({
  page,
  person,
}) => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await page.evaluate(() => sessionStorage.setItem('destination', '//example.com/account'));
  await signIn(page, person);
});

import { gate } from './support/promises';
import { expect, shownAnswer, shownId, test } from './support/test';

test('nothing typed is lost by a refresh in the first step', async ({ page, person }) => {
  await page.goto('/register');
  await page.getByLabel('Mobile number').fill(person.mobile);
  await page.reload();
  await expect(page.getByLabel('Mobile number')).toHaveValue(person.written);
});

test('nothing typed is lost by a refresh in the second step', async ({ page, person }) => {
  await page.goto('/register');
  await person.askForCode(page);
  await page.getByLabel('6-digit code').fill('0482');
  await page.reload();
  await expect(page.getByLabel('6-digit code')).toHaveValue('0482');
  await person.finish(page);
  await expect(page).toHaveURL('/account');
});

test('nothing typed is lost by a refresh in the third step: the number stays proven', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await person.askForCode(page);
  await page.getByLabel('6-digit code').fill(await person.code());
  await expect(page.getByLabel('New password')).toBeFocused();
  await page.reload();
  await page.getByLabel('New password').fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/account');
});

test('nothing typed is lost by going back and forward between the steps', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await person.askForCode(page);
  await page.getByLabel('6-digit code').fill('0482');
  await page.goBack();
  await expect(page.getByLabel('Mobile number')).toHaveValue(person.written);
  await expect(page.getByLabel('What you see or hear')).toBeFocused();
  await page.goForward();
  await expect(page.getByLabel('6-digit code')).toHaveValue('0482');
  await person.typeSecrets(page);
  await page.goBack();
  await expect(page.getByLabel('6-digit code')).toHaveValue(await person.code());
  await page.goForward();
  await expect(page.getByLabel('New password')).toHaveValue(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/account');
});

test('nothing typed is lost by a double click: one SMS, one account', async ({
  page,
  person,
  stack,
}) => {
  const registrations: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('registration.register')) registrations.push(request.url());
  });
  await page.goto('/register');
  await page.getByLabel('Mobile number').fill(person.mobile);
  await page.getByLabel('What you see or hear').fill(await shownAnswer(page, stack));
  await page.getByRole('button', { name: 'Send code' }).dblclick();
  await person.typeSecrets(page);
  await page.getByRole('button', { name: 'Create account' }).dblclick();
  await expect(page).toHaveURL('/account');
  expect(stack.ccp.messages.filter(({ to }) => to === person.mobile)).toHaveLength(1);
  expect(registrations).toHaveLength(1);
});

test('nothing typed is lost by sending before the page is ready', async ({
  page,
  person,
  stack,
}) => {
  const held = gate();
  await page.route('**/_next/**/*.js', async (route) => {
    await held.opened;
    await route.continue();
  });
  await page.goto('/register', { waitUntil: 'commit' });
  await page.getByLabel('Mobile number').fill(person.mobile);
  await page.getByLabel('What you see or hear').fill(await shownAnswer(page, stack));
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(page).toHaveURL('/register');
  held.open();
  await expect(page.getByLabel('6-digit code')).toBeFocused();
});

test('nothing typed is lost by going back while the account is made: the visitor still arrives', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await person.askForCode(page);
  await person.typeSecrets(page);
  const held = gate();
  await page.route('**/registration.register', async (route) => {
    await held.opened;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.goBack();
  await expect(page.getByLabel('6-digit code')).toBeVisible();
  held.open();
  await expect(page).toHaveURL('/account');
});

test('nothing typed is lost by an answer that is lost, and another password then: words, not silence', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await person.askForCode(page);
  await person.typeSecrets(page);
  await page.route(
    '**/registration.register',
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('We could not be reached')).toBeVisible();
  await page.getByLabel('New password').fill('another password');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('This number already has an account')).toBeVisible();
  await page.getByLabel('New password').fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL('/account');
});

test('nothing typed is lost by a line that breaks: words, then the same press succeeds', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await shownId(page);
  await page.route('**/smsCode.request', (route) => route.abort(), { times: 1 });
  await person.askForCode(page);
  await expect(page.getByText('We could not be reached')).toBeVisible();
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(page.getByLabel('6-digit code')).toBeFocused();
});

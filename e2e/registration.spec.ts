import { expect, newPerson, shownAnswer, shownId, test } from './support/test';

test('a visitor signs up, signs out and comes back', async ({ page, person }) => {
  await page.goto('/');
  await expect(page).toHaveURL('/register');
  await person.askForCode(page);
  await expect(page.getByRole('status').filter({ hasText: 'Code sent' })).toHaveText(
    `Code sent to +86 176 **** ${person.mobile.slice(-4)}.`,
  );
  await person.finish(page);

  await expect(page).toHaveURL('/account');
  await expect(page.getByText(`+86 176 **** ${person.mobile.slice(-4)}`)).toBeVisible();
  const today = new Date().toLocaleDateString('en', { dateStyle: 'long' });
  await expect(page.getByText(today)).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await page.goto('/account');
  await expect(page).toHaveURL('/sign-in');
  await page.getByLabel('Mobile number').fill(person.mobile);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/account');
});

test.describe('the picture', () => {
  test('is asked for once, by a UUID v4 of the page itself', async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('image_codes')) asked.push(request.url());
    });
    await page.goto('/register', { waitUntil: 'networkidle' });
    const id = await shownId(page);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(asked).toEqual([expect.stringContaining(`/api/v1_0/image_codes/${id}`)]);
  });

  test('comes before the bundle, and where crypto.randomUUID is missing', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(Crypto.prototype, 'randomUUID', { value: undefined });
    });
    await page.route('**/_next/**/*.js', (route) => route.abort());
    await page.goto('/register');
    expect(await shownId(page)).not.toBe('');
  });

  test('is another one on each visit and at the press of the button', async ({ page, stack }) => {
    await page.goto('/register');
    const first = await shownId(page);
    await page.reload();
    const second = await shownId(page);
    await page.getByRole('button', { name: 'New picture' }).click();
    await expect.poll(() => shownId(page)).not.toBe(second);
    expect(new Set([first, second, await shownId(page)]).size).toBe(3);
    expect(await shownAnswer(page, stack)).toMatch(/^.{4}$/);
  });

  test('that does not load says so, and the button brings another', async ({ page }) => {
    await page.route('**/image_codes/*', (route) => route.abort(), { times: 1 });
    await page.goto('/register');
    await expect(page.getByText('The picture did not load')).toBeVisible();
    await page.getByRole('button', { name: 'New picture' }).click();
    await expect(page.getByText('The picture did not load')).toBeHidden();
    expect(await shownId(page)).not.toBe('');
  });
});

test.describe('a refusal stands at its field, and the rest is kept', () => {
  test('wrong characters: a new picture, the number stays', async ({ page, person }) => {
    await page.goto('/register');
    const id = await shownId(page);
    await page.getByLabel('Mobile number').fill(person.mobile);
    const captcha = page.getByLabel('What you see or hear');
    await captcha.fill('XXXXX');
    await page.getByRole('button', { name: 'Send code' }).click();
    await expect(page.getByRole('alert')).toContainText(['', 'That did not match the captcha']);
    await expect(captcha).toBeFocused();
    await expect(captcha).toHaveValue('');
    await expect(captcha).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Mobile number')).toHaveValue(person.written);
    await expect.poll(() => shownId(page)).not.toBe(id);
    await person.askForCode(page);
    await expect(page.getByLabel('6-digit code')).toBeFocused();
  });

  test('not a mobile: the same picture, nothing sent', async ({ page, stack }) => {
    await page.goto('/register');
    const answer = await shownAnswer(page, stack);
    await page.getByLabel('Mobile number').fill('010 6552 9988');
    await page.getByLabel('What you see or hear').fill(answer);
    await page.getByRole('button', { name: 'Send code' }).click();
    await expect(page.getByText('That looks like a landline')).toBeVisible();
    await expect(page.getByLabel('Mobile number')).toBeFocused();
    expect(await shownAnswer(page, stack)).toBe(answer);
  });

  test('a number that has an account is told to sign in', async ({ page, person }) => {
    await page.goto('/register');
    await person.askForCode(page);
    await person.finish(page);
    await expect(page).toHaveURL('/account');
    await page.goto('/register');
    await person.askForCode(page);
    await expect(page.getByText('This number already has an account')).toBeVisible();
  });

  test('a wrong code, then the right one; a common password, then a good one', async ({
    page,
    person,
  }) => {
    await page.goto('/register');
    await person.askForCode(page);
    const code = await person.code();
    const codeField = page.getByLabel('6-digit code');
    await codeField.fill(code === '000000' ? '000001' : '000000');
    await expect(page.getByText('4 tries left')).toBeVisible();
    await expect(codeField).toBeFocused();
    await page.keyboard.type(code); // what was wrong is selected: typing replaces it

    const password = page.getByLabel('New password');
    await expect(password).toBeFocused();
    await password.fill('password1');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByText('That password is among the first')).toBeVisible();
    await expect(password).toHaveValue('password1');
    await password.fill(person.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL('/account');
  });
});

test('the password can be shown, and its field is one password managers know', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await person.askForCode(page);
  await page.getByLabel('6-digit code').fill(await person.code());
  const password = page.getByLabel('New password');
  await expect(password).toHaveAttribute('autocomplete', 'new-password');
  await expect(page.locator('input[autocomplete=username]')).toHaveValue(person.written);
  await password.fill(person.password);
  await expect(password).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'text');
  await expect(password).toHaveValue(person.password);
});

test('another SMS is offered when the server says so, not before', async ({ page, person }) => {
  await page.clock.install();
  await page.route('**/smsCode.state*', (route) => route.abort()); // the server's clock stands still
  await page.goto('/register');
  await person.askForCode(page);
  await expect(page.getByText(/Another SMS is possible in (1:00|0:59)/)).toBeVisible();
  await page.clock.fastForward('01:00');
  await page.getByRole('button', { name: 'Ask for another one' }).click();
  await expect(page.getByLabel('Mobile number')).toHaveValue(person.written);
});

test('a stranger who types into the form leaves no trace in the URL', async ({ page, stack }) => {
  await page.goto('/register');
  await newPerson(stack).askForCode(page);
  await expect(page).toHaveURL('/register#code');
});

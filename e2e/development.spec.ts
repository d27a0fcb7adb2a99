import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { expect as expectSoon, type Page, test } from 'playwright/test';
import { type Development, prepareDevelopment } from './support/development';

test.describe.configure({ timeout: 400_000 });

// `next dev` compiles each page when it is first asked for.
const expect = expectSoon.configure({ timeout: 60_000 });

test('npm run dev: the SMS is in the inbox, and neither kill -9 nor Ctrl-C loses a user', async ({
  page,
  context,
}) => {
  const development = await prepareDevelopment();
  const mobile = `176${String(randomInt(1e8)).padStart(8, '0')}`;
  try {
    const output = await development.start();
    expect(output()).toContain(`${development.url}/register`);
    expect(output()).toContain(`${development.url}/dev/inbox`);
    await register(page, await context.newPage(), mobile, development);

    await development.end('SIGKILL');
    await development.start();
    await signIn(page, mobile, development);

    await development.end('SIGINT');
    await expect.poll(() => existsSync(development.postmasterPid)).toBe(false);
    await development.start();
    await signIn(page, mobile, development);
  } finally {
    await development.remove();
  }
});

const PASSWORD = 'correct horse battery';

async function register(page: Page, inbox: Page, mobile: string, development: Development) {
  await inbox.goto(`${development.url}/dev/inbox`);
  await expect(inbox.getByText('No SMS yet')).toBeVisible();

  await page.goto(`${development.url}/register`);
  const picture = page.getByRole('img', { name: 'Captcha' });
  const answer = () => picture.getAttribute('data-id').then((id) => development.answerTo(id ?? ''));
  await expect.poll(answer).not.toBeNull();
  await page.getByLabel('Mobile number').fill(mobile);
  await page.getByLabel('What you see or hear').fill((await answer()) ?? '');
  await page.getByRole('button', { name: 'Send code' }).click();

  const sms = inbox.getByRole('listitem').first();
  await expect(sms).toContainText(`+86${mobile}`);
  const [code = ''] =
    /\b\d{6}\b/.exec(await sms.getByText('is your Gatehouse code').innerText()) ?? [];
  await page.getByLabel('6-digit code').fill(code);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
}

async function signIn(page: Page, mobile: string, { url }: Development) {
  await page.context().clearCookies();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Mobile number').fill(mobile);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
}

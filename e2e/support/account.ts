import { randomUUID } from 'node:crypto';
import { expect, type Page } from 'playwright/test';
import type { Stack } from './stack';
import type { Person } from './test';

/** As a phone says what it is. */
export const PHONE =
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36';

/** Makes an account as the pages do, and opens it; the SMS of it no longer counts. */
export async function signUp(page: Page, person: Person, stack: Stack): Promise<void> {
  const { mobile, password } = person;
  const purpose = 'registration';
  const imageCodeId = randomUUID();
  expect((await page.request.get(`/api/v1_0/image_codes/${imageCodeId}`)).ok()).toBe(true);
  const imageCode = await stack.answerTo(imageCodeId);
  await call(page, 'smsCode.request', { purpose, mobile, imageCodeId, imageCode });
  await call(page, 'smsCode.confirm', { purpose, mobile, smsCode: await person.code() });
  await call(page, 'registration.register', { mobile, password });
  await stack.forgetSms(mobile);
  await page.goto('/account');
}

/** A mutation, with the cookies of this page's browser. */
async function call(page: Page, procedure: string, data: object): Promise<void> {
  const response = await page.request.post(`/api/trpc/${procedure}`, { data });
  expect(response.status(), procedure).toBe(200);
}

/** Sends the form of /sign-in. */
export async function trySignIn(page: Page, { mobile, password }: Person): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Mobile number').fill(mobile);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signIn(page: Page, person: Person): Promise<void> {
  await trySignIn(page, person);
  await expect(page).toHaveURL('/account');
}

export async function isRefused(page: Page, person: Person): Promise<void> {
  await trySignIn(page, person);
  await expect(page.getByText('That number and password do not belong together')).toBeVisible();
}

/** Proves a number: the first two steps of every way that has them. */
export async function prove(page: Page, person: Person): Promise<void> {
  await person.askForCode(page);
  const field = page.getByLabel('6-digit code');
  await expect(field).toBeFocused();
  await field.fill(await person.code());
}

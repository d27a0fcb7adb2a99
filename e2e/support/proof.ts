import type { Page } from 'playwright/test';
import { expect } from './test';

/** The button that lets the device prove it. */
export const openProof = (page: Page) =>
  page.getByRole('button', { name: 'Let this device prove it' });
export const sendCode = (page: Page) => page.getByRole('button', { name: 'Send code' });
/** What screen readers are told of the proof. */
export const proofStatus = (page: Page) =>
  page.getByRole('group', { name: 'Captcha' }).getByRole('status').last();

/** Until the device is done, on a machine however busy. */
export async function proved(page: Page) {
  await expect(proofStatus(page)).toHaveText('Done: you can send the code now.', {
    timeout: 20_000,
  });
}

import type { Page, Request } from 'playwright/test';
import { openProof, proofStatus, proved, sendCode } from './support/proof';
import { expect, shownId, test } from './support/test';

async function sentBy(page: Page, act: () => Promise<void>): Promise<Request> {
  const sent = page.waitForRequest('**/smsCode.request');
  await act();
  return sent;
}

test('a proof is good for one SMS: sent a second time it is refused', async ({ page, person }) => {
  await page.goto('/register');
  await shownId(page);
  await page.getByLabel('Mobile number').fill(person.mobile);
  await openProof(page).click();
  await proved(page);
  const request = await sentBy(page, () => sendCode(page).click());
  await expect(page.getByLabel('6-digit code')).toBeFocused();
  expect(request.postDataJSON().imageCode).toMatch(/^[0-9a-f]{64}$/);
  const again = await page.request.post(request.url(), { data: request.postDataJSON() });
  expect(again.status()).toBe(400);
  expect((await again.json()).error.data.reason).toBe('captcha-expired');
});

test('a refusal renews everything: words, another id, and the next press sends a new proof', async ({
  page,
  person,
  stack,
}) => {
  await page.goto('/register');
  const id = await shownId(page);
  await page.getByLabel('Mobile number').fill(person.mobile);
  await openProof(page).click();
  await proved(page);
  // As after 300 s: the id is good for nothing any more.
  const stranger = {
    purpose: 'registration',
    mobile: person.mobile,
    imageCodeId: id,
    imageCode: 'x',
  };
  await page.request.post(`${stack.url}/api/trpc/smsCode.request`, { data: stranger });
  await sendCode(page).click();
  await expect(proofStatus(page)).toHaveText(
    'That captcha has expired. Here is a new one. Send again and your device makes another.',
  );
  await expect(sendCode(page)).toBeFocused();
  await expect(page.locator('#captcha-picture')).not.toHaveAttribute('data-id', id);
  const request = await sentBy(page, () => sendCode(page).click());
  await expect(page.getByLabel('6-digit code')).toBeFocused();
  expect(request.postDataJSON().imageCodeId).not.toBe(id);
});

test('a refusal that is not about the proof says that the proof is used up', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await person.askForCode(page);
  await expect(page.getByLabel('6-digit code')).toBeFocused();
  await page.goto('/register');
  await shownId(page);
  await openProof(page).click();
  await sendCode(page).click();
  await expect(page.getByText(/^That was too often\. Try again in \d+ seconds\.$/)).toBeVisible();
  await expect(proofStatus(page)).toContainText('That proof is used up');
});

test('over its limit it says when to try again, and the picture still works', async ({
  page,
  person,
  stack,
}) => {
  await page.goto('/register');
  const imageCodeId = await shownId(page);
  const url = `${stack.url}/api/trpc/captcha.issueProblem`;
  await Promise.all(
    Array.from({ length: 10 }, () => page.request.post(url, { data: { imageCodeId } })),
  );
  await openProof(page).click();
  await expect(proofStatus(page)).toHaveText(/^That was too often\. Try again in \d+ minutes\.$/);
  await page.getByRole('button', { name: 'Use the picture instead' }).click();
  await person.askForCode(page);
  await expect(page.getByLabel('6-digit code')).toBeFocused();
});

test('a browser that cannot work at it says so, and the picture still works', async ({
  page,
  person,
}) => {
  await page.addInitScript(() => {
    window.Worker = class {
      constructor() {
        throw new DOMException('not here', 'SecurityError');
      }
    } as unknown as typeof Worker;
  });
  await page.goto('/register');
  await shownId(page);
  await openProof(page).click();
  await expect(proofStatus(page)).toContainText('This browser could not do it.');
  await page.getByRole('button', { name: 'Use the picture instead' }).click();
  await person.askForCode(page);
  await expect(page.getByLabel('6-digit code')).toBeFocused();
});

test('without https it is not offered, and the page says why', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });
  });
  await page.goto('/register');
  await expect(page.getByText('Over https')).toBeVisible();
  await expect(openProof(page)).toHaveCount(0);
});

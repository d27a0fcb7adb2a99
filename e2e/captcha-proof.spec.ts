import type { Locator, Page } from 'playwright/test';
import { gate } from './support/promises';
import { openProof, proofStatus, proved, sendCode } from './support/proof';
import { expect, shownId, test } from './support/test';

/** Keeps the device waiting for its problem until the gate is opened. */
async function holdProblems(page: Page) {
  const held = gate();
  await page.route('**/captcha.issueProblem', async (route) => {
    await held.opened;
    await route.continue();
  });
  return held;
}

/** Goes on with Tab until it has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: Locator) {
  const isThere = () => wanted.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 12 && !(await isThere()); presses++) {
    await page.keyboard.press('Tab');
  }
  await expect(wanted).toBeFocused();
}

test('with the keyboard alone, reading and hearing nothing: the SMS comes', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await shownId(page);
  await tabTo(page, page.getByLabel('Mobile number'));
  await page.keyboard.type(person.mobile);
  await tabTo(page, openProof(page));
  await page.keyboard.press('Enter');
  await proved(page);
  await tabTo(page, sendCode(page));
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('6-digit code')).toBeFocused();
  expect(await person.code()).toMatch(/^\d{6}$/);
});

test('screen readers are told of each state, and the focus is never lost', async ({ page }) => {
  const block = page.getByRole('group', { name: 'Captcha' });
  await page.goto('/register');
  await shownId(page);
  const held = await holdProblems(page);
  await openProof(page).click();
  await expect(block).toMatchAriaSnapshot(`
    - group "Captcha":
      - /children: equal
      - paragraph: Your device proves it
      - paragraph: "It works out a puzzle: a moment for you, too dear for a robot."
      - progressbar "Your device proves it"
      - button "Cancel"
      - status: Working. It takes a few seconds.
  `);
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  held.open();
  await expect(block).toMatchAriaSnapshot(`
    - group "Captcha":
      - /children: equal
      - paragraph: Your device proves it
      - paragraph: "It works out a puzzle: a moment for you, too dear for a robot."
      - progressbar "Your device proves it"
      - button "Use the picture instead"
      - status: "Done: you can send the code now."
  `);
  await expect(page.getByRole('button', { name: 'Use the picture instead' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('What you see or hear')).toBeFocused();
  await expect(proofStatus(page)).toHaveText('');
});

test('progress is shown, and Cancel ends all work and gives back what was typed', async ({
  page,
}) => {
  await page.goto('/register');
  await shownId(page);
  await page.getByLabel('What you see or hear').fill('AC');
  await page.route('**/captcha.issueProblem', async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    const { parameters } = body.result.data;
    Object.assign(parameters, { keyPrefix: 'ff'.repeat(16), data: { mostTries: 1_000_000 } });
    parameters.cost = 1; // tries pass fast, and none of them is right
    await route.fulfill({ json: body });
  });
  await openProof(page).click();
  const progress = page.getByRole('progressbar');
  await expect
    .poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value))
    .toBeGreaterThan(0);
  expect(page.workers()).not.toEqual([]);
  await page.keyboard.press('Enter');
  await expect(openProof(page)).toBeFocused();
  await expect.poll(() => page.workers()).toEqual([]);
  await expect(page.getByLabel('What you see or hear')).toHaveValue('AC');
  await expect(page.getByLabel('What you see or hear')).toHaveAttribute('required');
});

test('sent while the device works: the code goes out when it is done, to the number as it is then', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await shownId(page);
  const held = await holdProblems(page);
  await openProof(page).click();
  await page.getByLabel('Mobile number').fill('176');
  await sendCode(page).click();
  await expect(proofStatus(page)).toHaveText('Working. The code is sent as soon as it is done.');
  await expect(page.getByRole('button', { name: 'Sending…' })).toBeVisible();
  await page.getByLabel('Mobile number').fill(person.mobile);
  held.open();
  await expect(page.getByLabel('6-digit code')).toBeFocused();
  expect(await person.code()).toMatch(/^\d{6}$/);
});

test('cancelled after it was sent: nothing goes out, and the form can be sent again', async ({
  page,
  person,
}) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('smsCode.request')) sent.push(request.url());
  });
  await page.goto('/register');
  await shownId(page);
  await page.getByLabel('Mobile number').fill(person.mobile);
  const held = await holdProblems(page);
  await openProof(page).click();
  await sendCode(page).click();
  const asked = page.waitForResponse('**/captcha.issueProblem');
  await page.getByRole('button', { name: 'Cancel' }).click();
  held.open();
  await asked;
  await expect(sendCode(page)).toBeVisible();
  await person.askForCode(page);
  await expect(page.getByLabel('6-digit code')).toBeFocused();
  expect(sent).toHaveLength(1);
});

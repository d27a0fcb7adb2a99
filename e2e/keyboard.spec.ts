import type { ElementHandle, Page } from 'playwright/test';
import { shownAnswer, shownId } from './support/test';
import { expect, test, type Visit } from './support/visit';

/** All that Tab reaches, in its order. */
const HEAD = ['link "Gatehouse"', 'link "中文"'];
const STOPS = {
  number: [
    ...HEAD,
    'textbox "Mobile number"',
    'button "New picture"',
    'button "Listen to six digits instead"',
    'textbox "What you see or hear"',
    'button "Can’t see or hear it? Let this device prove it instead"',
    'button "Send code"',
    'link "Sign in"',
  ],
  code: [...HEAD, 'textbox "6-digit code"', 'button "Confirm"', 'button "Change it"'],
  password: [
    ...HEAD,
    'textbox "New password"',
    'button "Show password"',
    'button "Create account"',
    'button "Change it"',
  ],
  signIn: [
    ...HEAD,
    'textbox "Mobile number"',
    'textbox "Password"',
    'button "Show password"',
    'link "Forgotten your password?"',
    'button "Sign in"',
    'link "Sign in with a code by SMS"',
    'link "Create an account"',
  ],
};

test.use({ viewport: { width: 360, height: 640 } });

test('a visitor signs up by the keyboard alone', async ({ visit, page, stack, person }) => {
  await visit.openWithPicture('/register');
  await page.keyboard.press('Tab');
  await walkThrough(page, STOPS.number);

  await tabTo(page, 'textbox "Mobile number"');
  await page.keyboard.type('010 6552 9988');
  await tabTo(page, 'textbox "What you see or hear"');
  await page.keyboard.type('XXXX');
  await page.keyboard.press('Enter');
  await focusComesTo(page, 'textbox "Mobile number"');

  await retype(page, person.mobile);
  const id = await shownId(page);
  await tabTo(page, 'button "Send code"');
  await page.keyboard.press('Space');
  await focusComesTo(page, 'textbox "What you see or hear"');

  await expect.poll(() => shownId(page)).not.toBe(id);
  await page.keyboard.type(await shownAnswer(page, stack));
  await page.keyboard.press('Enter');
  await focusComesTo(page, 'textbox "6-digit code"');
  await walkThrough(page, STOPS.code);

  await page.keyboard.type(await visit.wrongCode());
  await expect(visit.smsCode).toHaveAttribute('aria-invalid', 'true');
  await focusComesTo(page, 'textbox "6-digit code"');
  await page.keyboard.type(await person.code());
  await focusComesTo(page, 'textbox "New password"');
  await walkThrough(page, STOPS.password);
  await choosePassword(visit);
  await expect(page).toHaveURL('/account');
});

test('a member reaches everything on the way in by the keyboard alone', async ({ visit, page }) => {
  await visit.open('/sign-in');
  await page.keyboard.press('Tab');
  await walkThrough(page, STOPS.signIn);
});

/** Shows it, is refused a common one, and chooses another. */
async function choosePassword({ page, newPassword, person }: Visit) {
  await page.keyboard.type('password1');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(newPassword).toHaveAttribute('type', 'text');
  await focusComesTo(page, 'button "Hide password"');
  await tabTo(page, 'button "Create account"');
  await page.keyboard.press('Enter');
  await focusComesTo(page, 'textbox "New password"');
  await retype(page, person.password);
  await page.keyboard.press('Enter');
}

async function retype(page: Page, text: string) {
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

/** From where the focus is back to the first stop, on to the last, and back to where it was. */
async function walkThrough(page: Page, stops: string[]) {
  const here = stops.indexOf(await focused(page));
  await press(page, 'Shift+Tab', stops.slice(0, here).reverse());
  await press(page, 'Tab', stops.slice(1));
  await press(page, 'Shift+Tab', stops.slice(here, -1).reverse());
}

/** Each press comes to the next of `stops`, which shows that it has the focus. */
async function press(page: Page, key: string, stops: string[]) {
  const seen: string[] = [];
  for (const _ of stops) {
    const left = await page.locator(':focus').elementHandle();
    const stop = await focused(page);
    const withFocus = left && (await looksOf(left));
    await page.keyboard.press(key);
    expect(left && (await looksOf(left)), `${stop} without the focus`).not.toEqual(withFocus);
    seen.push(await focused(page));
    expect(await page.evaluate(isInSight), `${seen.at(-1)} is in sight`).toBe(true);
  }
  expect(seen).toEqual(stops);
}

/** On to a stop, at most once around. */
async function tabTo(page: Page, stop: string) {
  for (let presses = 0; presses < 12 && (await focused(page)) !== stop; presses++) {
    await page.keyboard.press('Tab');
  }
  expect(await focused(page)).toBe(stop);
}

async function focusComesTo(page: Page, stop: string) {
  await expect.poll(() => focused(page)).toBe(stop);
}

/** Role and name of what has the focus, as a screen reader says them. */
async function focused(page: Page): Promise<string> {
  const snapshot = await page.locator(':focus').ariaSnapshot();
  return /^- (\w+ ".*?[^\\]")/.exec(snapshot)?.[1] ?? snapshot;
}

/** What can show the focus: the lines and the shadow of the element, or of the frame of an input. */
function looksOf(element: ElementHandle<Element>) {
  return element.evaluate((it) => {
    const shower = (it.matches('input') && it.closest('.field-frame')) || it;
    const { outlineStyle, outlineWidth, outlineColor, borderColor, boxShadow } =
      getComputedStyle(shower);
    const outline = outlineStyle === 'none' ? 'none' : `${outlineWidth} ${outlineColor}`;
    return { outline, borderColor, boxShadow };
  });
}

/** What has the focus is on the screen, and nothing covers its middle or its ends. */
function isInSight(): boolean {
  const element = document.activeElement ?? document.body;
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const ends = [left + 4, (left + right) / 2, right - 4];
  return ends.every((x) => element.contains(document.elementFromPoint(x, (top + bottom) / 2)));
}

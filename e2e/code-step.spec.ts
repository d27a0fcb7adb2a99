import type { Page } from 'playwright/test';
import { expect, type Person, test } from './support/test';

const codeField = (page: Page) => page.getByLabel('6-digit code');

async function asked(page: Page, person: Person): Promise<string> {
  await page.goto('/register');
  await person.askForCode(page);
  await expect(codeField(page)).toBeFocused();
  return person.code();
}

test('the field is one that phones fill in', async ({ page, person }) => {
  await asked(page, person);
  await expect(codeField(page)).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(codeField(page)).toHaveAttribute('inputmode', 'numeric');
  await expect(codeField(page)).not.toHaveAttribute('maxlength');
});

for (const [how, written] of [
  ['with a space', (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)} `],
  ['with a hyphen', (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`],
  [
    'in full-width digits',
    (code: string) => code.replace(/\d/g, (d) => '０１２３４５６７８９'[Number(d)] ?? ''),
  ],
] as const) {
  test(`a code pasted ${how} is sent by itself, once`, async ({ page, person }) => {
    const code = await asked(page, person);
    const confirmations: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('smsCode.confirm')) confirmations.push(request.url());
    });
    await codeField(page).evaluate((field: HTMLInputElement, text) => {
      field.focus();
      document.execCommand('insertText', false, text);
    }, written(code));
    await expect(page.getByLabel('New password')).toBeFocused();
    expect(confirmations).toHaveLength(1);
  });
}

test('a browser that reads the SMS (WebOTP) needs no typing', async ({ page, person }) => {
  await page.addInitScript(() => {
    Object.assign(window, { OTPCredential: class {} });
    navigator.credentials.get = (options) => {
      Object.assign(window, { asked: JSON.stringify(options) });
      return new Promise((resolve) => {
        Object.assign(window, { receive: (code: string) => resolve({ code } as never) });
      });
    };
  });
  const code = await asked(page, person);
  expect(await page.evaluate('asked')).toContain('{"transport":["sms"]}');
  await page.evaluate(`receive('${code}')`);
  await expect(page.getByLabel('New password')).toBeFocused();
});

test('WebOTP is called off when the step is left', async ({ page, person }) => {
  await page.addInitScript(() => {
    Object.assign(window, { OTPCredential: class {}, isCalledOff: false });
    navigator.credentials.get = (options) =>
      new Promise((_, reject) => {
        options?.signal?.addEventListener('abort', () => {
          Object.assign(window, { isCalledOff: true });
          reject(new DOMException('', 'AbortError'));
        });
      });
  });
  await asked(page, person);
  expect(await page.evaluate('isCalledOff')).toBe(false);
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByLabel('Mobile number')).toBeVisible();
  expect(await page.evaluate('isCalledOff')).toBe(true);
});

test('wrong codes: the tries left count down, and at none it says what to do', async ({
  page,
  person,
}) => {
  const code = await asked(page, person);
  const wrong = [1, 2, 3, 4, 5].map((i) => String((Number(code) + i) % 1e6).padStart(6, '0'));
  for (const [i, each] of wrong.entries()) {
    await codeField(page).fill(each);
    const words = i < 4 ? `${4 - i} ${i === 3 ? 'try' : 'tries'} left` : 'Too many wrong codes';
    await expect(page.getByText(words)).toBeVisible();
  }
  await codeField(page).fill(code);
  await expect(page.getByText('Too many wrong codes')).toBeVisible();
});

test('"Wrong number?" goes back with everything kept', async ({ page, person }) => {
  await asked(page, person);
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByLabel('Mobile number')).toHaveValue(/^176/);
});

test.describe('the countdown is the server’s', () => {
  test('with a clock that is years off', async ({ page, person }) => {
    await page.clock.install({ time: new Date('2001-02-03T04:05:06Z') });
    await asked(page, person);
    await expect(page.getByText(/Another SMS is possible in (1:00|0:5\d)/)).toBeVisible();
  });

  test('and does not jump when somebody sets the clock', async ({ page, person }) => {
    await page.clock.install();
    await asked(page, person);
    await page.clock.setSystemTime(Date.now() + 86_400_000);
    await page.clock.runFor(2_000);
    await expect(page.getByText(/Another SMS is possible in 0:5\d/)).toBeVisible();
  });

  test('and is right in a tab that slept', async ({ page, person }) => {
    await page.clock.install();
    await page.route('**/smsCode.state*', (route) => route.abort()); // the server's clock stands still
    await asked(page, person);
    await page.clock.fastForward('00:59'); // as in a tab in the background, timers fire once at most
    await expect(page.getByText(/Another SMS is possible in 0:0[01]/)).toBeVisible();
    await page.clock.fastForward('00:02');
    await expect(page.getByRole('button', { name: 'Ask for another one' })).toBeVisible();
  });
});

import { randomInt } from 'node:crypto';
import { test as base, expect, type Page } from 'playwright/test';
import { type Stack, startStack } from './stack';

export { expect };

/** For what takes seconds by itself: processes that start or end, connections that time out. */
export const patient = expect.configure({ timeout: 60_000 });

/** A visitor with a mobile and an address nobody else in this run has. */
export interface Person {
  mobile: string;
  /** The mobile as it may stand in a field, with or without what helps there. */
  written: RegExp;
  password: string;
  /** Types the number and the answer of the picture that is shown, and sends them. */
  askForCode(page: Page): Promise<void>;
  /** Types the code of the SMS, which is sent by itself, then the password. */
  typeSecrets(page: Page): Promise<void>;
  /** The same, and makes the account. */
  finish(page: Page): Promise<void>;
  /** The code in the last SMS this person got. */
  code(): Promise<string>;
}

export const test = base.extend<{ person: Person }, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters of a fixture
    async ({}, use) => {
      const stack = await startStack();
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ stack }, use) => use(stack.url),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters of a fixture
  extraHTTPHeaders: async ({}, use) => use({ 'X-Forwarded-For': newAddress() }),
  // Whatever happens in its pages and workers; a violation of our Content-Security-Policy too.
  context: async ({ context }, use) => {
    const complaints: string[] = [];
    context.on('weberror', (error) => complaints.push(error.error().message));
    context.on('console', (message) => {
      // A refused request is no error of the page; the browser prints it all the same.
      const ours = !message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && ours) complaints.push(message.text());
    });
    await use(context);
    expect(complaints).toEqual([]);
  },
  person: async ({ stack }, use) => use(newPerson(stack)),
});

export function newAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

export function newPerson(stack: Stack): Person {
  const mobile = `176${String(randomInt(1e8)).padStart(8, '0')}`;
  const received = () => stack.ccp.messages.filter(({ to }) => to === mobile);
  const password = 'correct horse battery';
  const code = async () => {
    await expect.poll(received).not.toEqual([]);
    return received().at(-1)?.code ?? '';
  };
  const typeSecrets = async (page: Page) => {
    await page.getByLabel('6-digit code').fill(await code());
    await page.getByLabel('New password').fill(password);
  };
  const written = new RegExp(`^(\\+86)?${[...mobile].join(' ?')}$`);
  return {
    mobile,
    written,
    password,
    code,
    typeSecrets,
    async finish(page) {
      await typeSecrets(page);
      await page.getByRole('button', { name: 'Create account' }).click();
    },
    async askForCode(page) {
      await page.getByLabel('Mobile number').fill(mobile);
      await page.getByLabel('What you see or hear').fill(await shownAnswer(page, stack));
      await page.getByRole('button', { name: 'Send code' }).click();
    },
  };
}

/** The answer of the picture that is on the page now. */
export async function shownAnswer(page: Page, stack: Stack): Promise<string> {
  return (await stack.answerTo(await shownId(page))) ?? 'none';
}

/** The id of the picture on the page, once the picture has come. */
export async function shownId(page: Page): Promise<string> {
  const picture = page.locator('#captcha-picture');
  const width = (image: HTMLImageElement) => image.complete && image.naturalWidth;
  await expect.poll(() => picture.evaluate(width)).toBe(200);
  return (await picture.getAttribute('data-id')) ?? '';
}

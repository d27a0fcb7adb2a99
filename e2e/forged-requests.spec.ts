import type { Page } from 'playwright/test';
import { oldClient } from './support/api';
import { startOtherSite } from './support/other-site';
import type { Stack } from './support/stack';
import { expect, newPerson, shownAnswer, shownId, test } from './support/test';

const PURPOSE = { purpose: 'registration' };

/** As any page can: a form whose text happens to be JSON, with whatever cookies the browser adds. */
async function forge(page: Page, url: string, input: object): Promise<number> {
  const [head = '', tail = ''] = JSON.stringify({ ...input, padding: '=' }).split('=');
  const answered = page.waitForResponse(url);
  await page.evaluate(
    ([url, head, tail]) => {
      document.body.innerHTML = '<form method="post" enctype="text/plain"><input></form>';
      const [form, field] = [document.forms[0], document.querySelector('input')];
      form?.setAttribute('action', url);
      field?.setAttribute('name', head);
      field?.setAttribute('value', tail);
      form?.submit();
    },
    [url, head, tail] as const,
  );
  return (await answered).status();
}

for (const kind of ['crossSite', 'sameSite'] as const) {
  test.describe(kind === 'crossSite' ? 'a page of another site' : 'a neighbour of our site', () => {
    test('cannot have an SMS sent: the captcha stays, no cookie is set', async ({
      context,
      page,
      person,
      stack,
    }) => {
      await page.goto('/register');
      const imageCodeId = await shownId(page);
      const imageCode = await shownAnswer(page, stack);
      const other = await startOtherSite();
      const theirs = await context.newPage();
      await theirs.goto(other[kind]);
      const input = { ...PURPOSE, mobile: person.mobile, imageCodeId, imageCode };
      const door = `${stack.url}/api/trpc/smsCode.request`;
      expect(await forge(theirs, door, input)).toBe(403);
      expect(stack.ccp.messages.filter(({ to }) => to === person.mobile)).toEqual([]);
      expect(await stack.answerTo(imageCodeId)).toBe(imageCode);
      expect(await context.cookies()).toEqual([]);
      await other.stop();
    });

    test('cannot sign out who visits it', async ({ context, page, person, stack }) => {
      await page.goto('/register');
      await person.askForCode(page);
      await person.finish(page);
      await expect(page).toHaveURL('/account');
      const other = await startOtherSite();
      const theirs = await context.newPage();
      await theirs.goto(other[kind]);
      expect(await forge(theirs, `${stack.url}/api/trpc/session.signOut`, {})).toBe(403);
      await page.reload();
      await expect(page.getByText(`+86 176 **** ${person.mobile.slice(-4)}`)).toBeVisible();
      await other.stop();
    });
  });
}

/** A valid request for an SMS, but for where it says it comes from. */
async function askWith(stack: Stack, from: Record<string, string>) {
  const [client, person] = [oldClient(stack, stack.url, from), newPerson(stack)];
  const { id, answer } = await client.picture();
  const input = { ...PURPOSE, mobile: person.mobile, imageCodeId: id, imageCode: answer };
  const { response } = await client.mutate('smsCode.request', input);
  return {
    status: response.status,
    cookies: response.headers.getSetCookie().length,
    sent: stack.ccp.messages.filter(({ to }) => to === person.mobile).length,
    isCaptchaLeft: (await stack.answerTo(id)) === answer,
  };
}

const REFUSED = { status: 403, cookies: 0, sent: 0, isCaptchaLeft: true };
const DONE = { status: 200, cookies: 2, sent: 1, isCaptchaLeft: false };

test.describe('were it JSON, which browsers do not let other origins send', () => {
  const forged: Record<string, string>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ];
  for (const headers of forged) {
    test(`${JSON.stringify(headers)} is refused and changes nothing`, async ({ stack }) => {
      expect(await askWith(stack, headers)).toEqual(REFUSED);
    });
  }

  test('our own page in an older browser, and who is no browser, are served', async ({ stack }) => {
    expect(await askWith(stack, { Origin: stack.url })).toEqual(DONE);
    expect(await askWith(stack, {})).toEqual(DONE);
  });
});

test('no mutation is done for a GET', async ({ page, person, stack }) => {
  await page.goto('/register');
  await person.askForCode(page);
  await person.finish(page);
  await expect(page).toHaveURL('/account');
  const response = await page.request.get(`${stack.url}/api/trpc/session.signOut?input={}`);
  expect(response.status()).toBe(405);
  await page.reload();
  await expect(page.getByText(`+86 176 **** ${person.mobile.slice(-4)}`)).toBeVisible();
});

import type { Page } from 'playwright/test';
import { cookiesOf, oldClient } from './support/api';
import { receipt } from './support/receipts';
import { expect, newPerson, type Person, test } from './support/test';

async function asked(page: Page, person: Person) {
  await page.goto('/register');
  await person.askForCode(page);
  await expect(page.getByText('Sent. It can take a moment.')).toBeVisible();
}

test('the page says when the SMS was delivered, and asks no more', async ({
  page,
  person,
  stack,
}) => {
  await page.clock.install();
  await asked(page, person);
  expect((await receipt(stack, person, '0')).status).toBe(200);
  await expect(page.getByText('Delivered to your phone.')).toBeVisible();
  let questions = 0;
  page.on('request', (request) => {
    if (request.url().includes('smsCode.state')) questions += 1;
  });
  await page.clock.runFor(10_000);
  expect(questions).toBe(0);
  await person.finish(page);
  await expect(page).toHaveURL('/account');
});

test('the page says when the carrier refused it, and what to do', async ({
  page,
  person,
  stack,
}) => {
  await asked(page, person);
  await receipt(stack, person, '1');
  await expect(page.getByText('Your carrier refused it: check the number')).toBeVisible();
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByLabel('Mobile number')).toHaveValue(person.written);
});

test('a receipt verifies nobody, and without its secret is none', async ({ stack }) => {
  const person = newPerson(stack);
  expect((await receipt(stack, person, '0', 'x'.repeat(32))).status).toBe(404);
  const large = await fetch(
    `${stack.url}/api/sms/receipts/ccp/${stack.configuration.SMS_RECEIPTS_SECRET}`,
    { method: 'POST', body: 'x'.repeat(256 * 1024 + 1) },
  );
  expect(large.status).toBe(413);
});

test('an SMS that may have gone out: the page goes on, and its code is right', async ({
  page,
  person,
  stack,
}) => {
  const lost = { status: 502, body: '<html>Bad Gateway</html>' };
  stack.ccp.answerWith(lost);
  stack.ccp.answerWith(lost);
  await page.goto('/register');
  await person.askForCode(page);
  await expect(page.getByText('It may take a moment. If it does not come')).toBeVisible();
  await expect(page.getByText(/Another SMS is possible in/)).toBeVisible();
  await expect(page.getByLabel('6-digit code')).toBeFocused();
});

test('an old client hears 4301 of it, and when to ask again', async ({ stack }) => {
  const [client, person] = [oldClient(stack), newPerson(stack)];
  const { id, answer } = await client.picture();
  stack.ccp.answerWith('161021');
  stack.ccp.answerWith('161021');
  const query = { image_code: answer, image_code_id: id };
  const { response, body } = await client.smsCode(person.mobile, query);
  expect(body).toEqual({ errno: '4301', errmsg: 'SMS sending failed' });
  expect(response.headers.get('retry-after')).toBe('60');
  const again = await client.smsCode(person.mobile, query);
  expect(again.body.errno).not.toBe('0');
  const { url } = stack;
  const question = `${url}/api/trpc/smsCode.state?input=${encodeURIComponent('{"purpose":"registration"}')}`;
  const state = await fetch(question, { headers: { cookie: cookiesOf(response) } });
  expect((await state.json()).result.data.delivery).toBe('unknown');
  const stranger = await fetch(question);
  expect((await stranger.json()).result.data.delivery).toBeNull();
});

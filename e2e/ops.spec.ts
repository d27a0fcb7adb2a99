import type { Page } from 'playwright/test';
import { signUp } from './support/account';
import { oldClient } from './support/api';
import { type Counted, lastAudited, makeOperator, seedTallies } from './support/operator';
import type { Stack } from './support/stack';
import { expect, newPerson, type Person, test } from './support/test';

/** A prefix of numbers that no visitor of these tests has. */
function aPrefixOfOnesOwn(): { prefix: string; seed: Counted[] } {
  const prefix = `+86199${Math.random().toFixed(4).slice(2)}`;
  const sms = { country: 'CN', prefix, sender: 'ccp', label: 'registration' };
  const seed = [
    { name: 'sent', ...sms, count: 4_000 },
    { name: 'delivered', ...sms, label: '', count: 3_500 },
    { name: 'verified', ...sms, count: 3_000 },
    { name: 'registered', ...sms, sender: '', label: '', count: 2_700 },
    { name: 'refused', ...sms, sender: '', label: 'too-frequent', count: 12 },
  ];
  return { prefix, seed };
}

async function openAsOperator(page: Page, person: Person, stack: Stack) {
  await signUp(page, person, stack);
  await makeOperator(stack, person);
  await page.goto('/ops');
  await expect(figure(page, 'From picture to account')).toBeVisible();
}

const figure = (page: Page, name: string) =>
  page.getByRole('region', { name, exact: true }).first();

/** Opens a table, and reads it: its rows, the heading first. */
async function tableOf(page: Page, name: string): Promise<string[][]> {
  const region = figure(page, name);
  const summary = region.locator('summary');
  if ((await region.locator('details[open]').count()) === 0) await summary.click();
  const rows = await region.getByRole('row').all();
  return Promise.all(
    rows.map((row) =>
      row
        .getByRole('cell')
        .or(row.getByRole('rowheader'))
        .or(row.getByRole('columnheader'))
        .allInnerTexts(),
    ),
  );
}

test('who is not signed in is led there and back; who is no operator learns nothing', async ({
  page,
  person,
  stack,
}) => {
  await signUp(page, person, stack);
  await page.context().clearCookies();
  await page.goto('/ops');
  await expect(page).toHaveURL('/sign-in');
  await page.getByLabel('Mobile number').fill(person.mobile);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/ops');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page is for operators');
  await expect(page.getByRole('status').filter({ hasText: 'Your account may' })).toBeVisible();
  await expect(page.locator('.board, .filters')).toHaveCount(0);
});

test('an operator sees what was counted, as charts and as tables', async ({
  page,
  person,
  stack,
}) => {
  const { prefix, seed } = aPrefixOfOnesOwn();
  await seedTallies(stack, [...seed, { name: 'picture', label: 'normal', count: 5_000 }]);
  await openAsOperator(page, person, stack);
  const known = await tableOf(page, 'From picture to account');
  expect(Number(known[1]?.[1]?.replace(',', ''))).toBeGreaterThanOrEqual(5_000);

  await page.getByLabel('Numbers that begin with').fill(prefix);
  await page.keyboard.press('Enter');
  await expect
    .poll(() => tableOf(page, 'From picture to account'))
    .toEqual([
      ['Step', 'Number', 'Rate'],
      ['Captchas', '–', ''],
      ['Solved', '–', ''],
      ['Sent', '4,000', ''],
      ['Delivered', '3,500', '87.5% of Sent'],
      ['Verified', '3,000', '75% of Sent'],
      ['Accounts', '2,700', '90% of Verified'],
    ]);
  const chart = figure(page, 'From picture to account').getByRole('img');
  await expect(chart).toHaveAccessibleName(/4,000 SMS sent, 3,500 delivered, 3,000 verified/);
  await expect(chart.locator('.recharts-bar-rectangle')).toHaveCount(6);
  expect((await tableOf(page, 'SMS over time')).at(-2)?.slice(1)).toEqual([
    ...['4,000', '3,500', '3,000', '2,700'],
  ]);
  expect(await tableOf(page, 'Refusals by reason')).toContainEqual([
    'Too often\ntoo-frequent',
    '12',
  ]);
  await expect(figure(page, 'Prefixes, most sent')).toContainText(prefix);

  await page.getByLabel('Numbers that begin with').fill('176');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Numbers that begin with')).toBeFocused();
  await expect(page.getByText('Write how the numbers begin')).toBeVisible();
});

test('by keyboard alone: a lever is said, explained, confirmed, acts, and is taken back', async ({
  page,
  person,
  stack,
}) => {
  await openAsOperator(page, person, stack);
  const prefix = `+86${newPerson(stack).mobile.slice(0, -4)}`;
  const another = numbersIn(prefix);
  /** Somebody new each time: only the lever can be why. */
  const errno = async () => {
    const client = oldClient(stack);
    const { id, answer } = await client.picture();
    const { body } = await client.smsCode(another(), { image_code_id: id, image_code: answer });
    return body.errno;
  };

  await page.getByLabel('To whom').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Tab');
  await page.keyboard.type('176');
  await page.keyboard.press('Enter');
  const field = page.getByLabel('How the numbers begin');
  await expect(field).toHaveAccessibleDescription(/Write two letters of a country/);
  await expect(field).toBeFocused();

  await field.press('ControlOrMeta+a');
  await page.keyboard.type(prefix);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Do this?' });
  await expect(dialog).toContainText(`numbers that begin with ${prefix}`);
  await expect(dialog).toContainText('To take it back');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect((await lastAudited(stack)).map(({ action }) => action)).not.toContain('lever-set');

  await field.press('Enter');
  await pressIn(page, 'Yes, do it');
  await expect(page.getByText('Done. It acts everywhere within 5 seconds.')).toBeFocused();
  await expect.poll(errno).toBe('4201');

  const takeBack = page.getByRole('button', { name: `Take back No SMS to ${prefix}` });
  await takeBack.press('Enter');
  await pressIn(page, 'Yes, do it');
  await expect(takeBack).toBeHidden();
  await expect.poll(errno).toBe('0');
  const audited = await lastAudited(stack);
  expect(audited.slice(0, 3).map(({ action, details }) => [action, details])).toEqual([
    ['lever-lifted', { name: prefix }],
    ['lever-set', { name: prefix, value: 'stop' }],
    ['look', { page: '/ops' }],
  ]);
  expect(new Set(audited.slice(0, 3).map(({ actor }) => actor)).size).toBe(1);
  await expect(figure(page, 'Audit log')).toContainText('took a lever back');
});

function numbersIn(prefix: string): () => string {
  let last = 1_000;
  return () => `${prefix.slice('+86'.length)}${last++}`;
}

/** With Tab to a button of the dialog, and Enter. */
async function pressIn(page: Page, name: string) {
  const button = page.getByRole('dialog').getByRole('button', { name });
  await expect(button).toBeVisible();
  for (
    let i = 0;
    i < 4 && !(await button.evaluate((each) => each === document.activeElement));
    i++
  ) {
    await page.keyboard.press('Tab');
  }
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
}

test('figures are asked for every 10 s while somebody looks, in one look, and say when they are old', async ({
  page,
  person,
  stack,
}) => {
  await page.clock.install();
  await openAsOperator(page, person, stack);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('ops.figures')) asked.push(request.url());
  });
  const answer = () => page.waitForResponse(/ops\.figures/).then((response) => response.finished());
  const first = answer();
  await page.clock.fastForward(10_500);
  await first;
  expect(asked).toHaveLength(1);
  await setVisible(page, 'hidden');
  await page.clock.fastForward(60_000);
  expect(asked).toHaveLength(1);
  const second = answer();
  await setVisible(page, 'visible');
  await second;
  expect(asked).toHaveLength(2);

  await page.route('**/ops.figures*', (route) => route.abort());
  await expect(async () => {
    await page.clock.fastForward(10_500);
    await expect(page.getByText(/Could not be updated; these figures are from/)).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await expect(figure(page, 'From picture to account')).toBeVisible();
  await page.unroute('**/ops.figures*');
  await page.clock.fastForward(10_500);
  await expect(page.getByText(/Updated at .*, again every 10 seconds/)).toBeVisible();
  const looks = (await lastAudited(stack)).filter(({ action }) => action === 'look');
  const [mine] = looks;
  expect(looks.filter(({ actor }) => actor === mine?.actor)).toHaveLength(1);
});

async function setVisible(page: Page, state: 'hidden' | 'visible') {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    window.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

test('what draws the charts is sent to operators only', async ({ page, person, stack }) => {
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(request.url());
  });
  // Read again afterwards: Chromium drops the body of an answer as soon as its page is left.
  const hasCharts = async () => {
    const sources = await Promise.all(
      [...scripts].map(async (url) => (await page.request.get(url)).text()),
    );
    expect(sources).not.toHaveLength(0);
    return sources.some((source) => source.includes('recharts-surface'));
  };
  await page.goto('/register');
  await page.waitForLoadState('networkidle');
  await signUp(page, person, stack);
  await page.goto('/ops');
  await expect(page.getByText('This page is for operators')).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(await hasCharts()).toBe(false);
  await makeOperator(stack, person);
  await page.reload();
  await expect(figure(page, 'Money')).toBeVisible();
  expect(await hasCharts()).toBe(true);
});

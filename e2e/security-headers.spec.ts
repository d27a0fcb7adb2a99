import { randomUUID } from 'node:crypto';
import type { BrowserContext } from 'playwright/test';
import { startOtherSite } from './support/other-site';
import { expect, shownId, test } from './support/test';
import { startServerOnHttps } from './support/tls-proxy';

/** A context of our own: what is refused here is no mistake of the page. */
let context: BrowserContext;
test.beforeEach(async ({ browser, stack }) => {
  context = await browser.newContext({ baseURL: stack.url });
});
test.afterEach(() => context.close());

test('another site cannot put the page into a frame', async ({ stack }) => {
  const other = await startOtherSite(`<iframe src="${stack.url}/register"></iframe>`);
  const page = await context.newPage();
  const answered = page.waitForResponse(`${stack.url}/register`);
  await page.goto(other.crossSite);
  await answered;
  await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
  await expect(page.frameLocator('iframe').getByText('Gatehouse')).toHaveCount(0);
  await other.stop();
});

test('another site cannot show our pictures, and so not use up who visits it', async ({
  stack,
}) => {
  const picture = `${stack.url}/api/v1_0/image_codes/${randomUUID()}`;
  const other = await startOtherSite(`<img src="${picture}" alt="Stolen">`);
  const page = await context.newPage();
  const answered = page.waitForEvent('requestfailed', (request) => request.url() === picture);
  await page.goto(other.crossSite);
  expect((await answered).failure()?.errorText).toContain('ERR_BLOCKED_BY_RESPONSE');
  await other.stop();
});

test('another site that opens the page cannot hold on to it', async ({ stack }) => {
  const other = await startOtherSite(
    `<button onclick="window.w = window.open('${stack.url}/register')">Open`,
  );
  const page = await context.newPage();
  await page.goto(other.crossSite);
  const [opened] = await Promise.all([context.waitForEvent('page'), page.click('button')]);
  await shownId(opened);
  expect(await opened.evaluate(() => opener)).toBeNull();
  expect(await page.evaluate('w.closed')).toBe(true);
  await other.stop();
});

test('another site is not told where the visitor came from', async () => {
  const other = await startOtherSite();
  const page = await context.newPage();
  await page.goto('/register?a=secret');
  await page.evaluate((url) => location.assign(`${url}/left`), other.sameSite);
  await page.waitForURL(`${other.sameSite}/left`);
  expect(other.requestsTo('/left').map(({ headers }) => headers.referer)).toEqual([undefined]);
  await other.stop();
});

test('the page may use nothing of the device, though the visitor agrees, but codes from SMS', async () => {
  await context.grantPermissions(['geolocation', 'camera', 'microphone']);
  const page = await context.newPage();
  await page.goto('/register');
  const refusal = await page.evaluate(
    () =>
      new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(resolve, (error) => resolve(error.message)),
      ),
  );
  expect(refusal).toContain('permissions policy');
  const allows = (feature: string) =>
    page.evaluate(`document.featurePolicy.allowsFeature('${feature}')`);
  for (const feature of ['camera', 'microphone', 'payment', 'usb', 'clipboard-read']) {
    expect(await allows(feature)).toBe(false);
  }
  expect(await allows('otp-credentials')).toBe(true);
});

test('the browser knows every feature that is denied', async () => {
  const page = await context.newPage();
  const words: string[] = [];
  page.on('console', (message) => words.push(message.text()));
  await page.goto('/register');
  await shownId(page);
  expect(words).toEqual([]);
});

test.describe('every answer has them', () => {
  const expected = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'permissions-policy': expect.stringContaining('camera=()'),
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
  };
  const paths = [
    '/',
    '/register',
    '/nowhere',
    '/icon.svg',
    '/healthz',
    '/api/trpc/session.current',
  ];
  for (const path of [...paths, '/api/v1_0/image_codes/x', '/api/v1_0/sms_codes/1']) {
    test(path, async ({ stack }) => {
      const { headers } = await fetch(stack.url + path, { redirect: 'manual' });
      expect(Object.fromEntries(headers)).toMatchObject(expected);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull();
    });
  }
});

test('on https browsers are told to stay there', async ({ browser, stack }) => {
  const { url, stop } = await startServerOnHttps(stack.configuration);
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  const headers = (await page.goto(`${url}/register`))?.headers() ?? {};
  expect(headers['strict-transport-security']).toBe('max-age=63072000');
  expect(headers['content-security-policy']).toContain('upgrade-insecure-requests');
  await page.close();
  await stop();
});

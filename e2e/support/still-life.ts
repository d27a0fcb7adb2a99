import path from 'node:path';
import { expect, type Page } from 'playwright/test';

/** The day all pictures of the pages are from. */
const NOW = new Date('2026-11-23T09:30:00Z');

const PICTURE = path.resolve(import.meta.dirname, '../looks/captcha.jpg');

const ANSWERS = {
  'smsCode.request': {
    maskedMobile: '+86 176 **** 5678',
    delivery: 'sent',
    smsCodeDigits: 6,
    now: NOW.getTime(),
    resendAt: NOW.getTime() + 42_000,
    expiresAt: NOW.getTime() + 300_000,
  },
  'smsCode.confirm': { now: NOW.getTime(), provenUntil: NOW.getTime() + 600_000 },
  'smsCode.state': { delivery: 'delivered', now: NOW.getTime() },
  'session.current': { maskedMobile: '+86 176 **** 5678', since: '2026-03-14T08:00:00.000Z' },
  'session.list': [
    session('1', 'Chrome', 'Android', '2026-11-23T09:12:00.000Z', true),
    session('2', 'Safari', 'macOS', '2026-11-21T19:40:00.000Z', false),
  ],
};

export type Refused = { reason: string; words: string; field?: string; retryAfterSeconds?: number };

/**
 * The page with nothing in it that changes from day to day: one picture, one time, and the server's
 * answers as given here, or `refused` where it is. Only how it looks is to be seen.
 */
export async function still(page: Page, refused: Record<string, Refused> = {}): Promise<void> {
  await page.clock.setFixedTime(NOW);
  await page.route('**/image_codes/**', (route) => route.fulfill({ path: PICTURE }));
  for (const [procedure, data] of Object.entries(ANSWERS)) {
    const error = refused[procedure];
    const json = error ? { error: { message: error.reason, code: 0, data: error } } : answer(data);
    await page.route(`**/${procedure}*`, (route) =>
      route.fulfill({ status: error ? 400 : 200, json }),
    );
  }
}

/** Opens a page in its own fonts: what comes late is used from the second time on. */
export async function openInOwnFonts(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(async () => {
    await page.evaluate(() => document.fonts.ready);
    await page.reload();
    await expect(page.locator('html[data-ready]')).toBeAttached();
    for (const selector of ['.brand-name', 'h1', 'label, dt']) {
      expect(await areOurs(page, selector), selector).toBe(true);
    }
  }).toPass({ timeout: 15_000 });
}

/** Whether the letters of an element are really drawn in fonts of the page. */
async function areOurs(page: Page, selector: string): Promise<boolean> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument');
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
  await session.detach();
  return fonts.length > 0 && fonts.every(({ isCustomFont }) => isCustomFont);
}

function answer(data: unknown) {
  return { result: { data } };
}

function session(id: string, browser: string, system: string, at: string, isCurrent: boolean) {
  return { id, isCurrent, browser, system, createdAt: at, lastSeenAt: at };
}

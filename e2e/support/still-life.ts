import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from 'playwright/test';
import { figuresAt } from './ops-figures';

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
  'ops.figures': figuresAt(NOW.getTime()),
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

/** Our fonts, by the variables of app/fonts. */
const FONTS = [
  { variable: '--font-text', file: 'text', weight: '400 700' },
  { variable: '--font-title', file: 'title', weight: '400' },
  { variable: '--font-text-zh', file: 'text-zh', weight: '400' },
  { variable: '--font-text-zh', file: 'text-zh-bold', weight: '700' },
  { variable: '--font-title-zh', file: 'title-zh', weight: '700' },
  { variable: '--font-operators-zh', file: 'operators-zh', weight: '400' },
  { variable: '--font-operators-zh', file: 'operators-zh-bold', weight: '700' },
].map(({ file, ...font }) => ({
  ...font,
  data: readFileSync(`app/fonts/${file}.woff2`, 'base64'),
}));

/** Opens a page in its own fonts, which it would do without where they are late. */
export async function openInOwnFonts(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.locator('html[data-ready]')).toBeAttached();
  await page.evaluate(async (fonts) => {
    for (const { variable, data, weight } of fonts) {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const face = await new FontFace(`ours${variable}`, bytes, { weight }).load();
      document.fonts.add(face);
      for (const each of document.querySelectorAll<HTMLElement>('html, .operators')) {
        each.style.setProperty(variable, `ours${variable}`);
      }
    }
  }, FONTS);
}

function answer(data: unknown) {
  return { result: { data } };
}

function session(id: string, browser: string, system: string, at: string, isCurrent: boolean) {
  return { id, isCurrent, browser, system, createdAt: at, lastSeenAt: at };
}

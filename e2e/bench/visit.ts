import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright';
import type { Stack } from '../support/stack';
import {
  cumulativeLayoutShift,
  type InteractionEvent,
  interactionToNextPaint,
  type LayoutShift,
  type LongTask,
  totalBlockingTime,
} from './figures';

/** Slow 4G and a phone four times slower than this machine. */
export const CONDITIONS = {
  downloadBitsPerSecond: 1_600_000,
  uploadBitsPerSecond: 750_000,
  latencyMilliseconds: 150,
  cpuSlowdown: 4,
  viewport: { width: 412, height: 915 },
  deviceScaleFactor: 2,
};

/** Of one visit: times in ms since it began, sizes in bytes of the bodies as sent. */
export interface Visit {
  scriptsInHtml: number;
  scriptsUntilIdle: number;
  styles: number;
  everything: number;
  firstContentfulPaint: number;
  largestContentfulPaint: number;
  largestElement: string;
  totalBlockingTime: number;
  /** Until all was loaded, and with what the form did after. */
  layoutShift: number;
  layoutShiftOfVisit: number;
  /** These are of pages that have them. */
  hydrated?: number;
  pictureArrived?: number;
  pictureShown?: number;
  inpTyping?: number;
  inpSubmit?: number;
}

interface Seen {
  firstContentfulPaint: number;
  largestContentfulPaint: number;
  largestElement: string;
  hydrated?: number;
  pictureShown?: number;
  shifts: LayoutShift[];
  longTasks: LongTask[];
  events: InteractionEvent[];
}

declare global {
  interface Window {
    seen: Seen;
  }
}

/** Long enough for the work that follows the last byte, and for entries to be told. */
const QUIET_MILLISECONDS = 1_500;
const KEY_MILLISECONDS = 90;

/** A first visit with a cold cache by somebody new, who then fills in the form if there is one. */
export async function visit(browser: Browser, url: string, stack: Stack): Promise<Visit> {
  const page = await openPage(browser);
  const html = await load(page, url);
  const loading = await figuresOf(page, html);
  const inps = loading.hydrated ? await fillIn(page, stack) : {};
  const { shifts } = await page.evaluate(() => window.seen);
  await page.context().close();
  return { ...loading, ...inps, layoutShiftOfVisit: cumulativeLayoutShift(shifts) };
}

async function openPage(browser: Browser): Promise<Page> {
  const { viewport, deviceScaleFactor } = CONDITIONS;
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor,
    isMobile: true,
    hasTouch: true,
    ignoreHTTPSErrors: true,
    extraHTTPHeaders: { 'X-Forwarded-For': newAddress() },
  });
  const page = await context.newPage();
  await slowDown(page);
  await page.addInitScript({ path: path.join(import.meta.dirname, 'recorder.js') });
  return page;
}

/** A network nobody has come from, so that no limit and no pressure meets the visits. */
function newAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

async function slowDown(page: Page) {
  const { downloadBitsPerSecond, uploadBitsPerSecond, latencyMilliseconds } = CONDITIONS;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMilliseconds,
    downloadThroughput: downloadBitsPerSecond / 8,
    uploadThroughput: uploadBitsPerSecond / 8,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: CONDITIONS.cpuSlowdown });
}

/** The HTML, once nothing more is fetched and the page has come to rest. */
async function load(page: Page, url: string): Promise<string> {
  const response = await page.goto(url, { waitUntil: 'networkidle' });
  if (!response?.ok()) throw new Error(`${url} answered ${response?.status()}`);
  await setTimeout(QUIET_MILLISECONDS);
  return response.text();
}

async function figuresOf(page: Page, html: string) {
  const { shifts, longTasks, events, ...seen } = await page.evaluate(() => window.seen);
  return {
    ...seen,
    ...(await sizesOf(page, html)),
    totalBlockingTime: totalBlockingTime(longTasks, seen.firstContentfulPaint),
    layoutShift: cumulativeLayoutShift(shifts),
    pictureArrived: await arrivalOfPicture(page),
  };
}

async function sizesOf(page: Page, html: string) {
  const named = scriptsNamedIn(html);
  const resources = await page.evaluate(() =>
    [
      ...(performance.getEntriesByType('navigation') as PerformanceResourceTiming[]),
      ...(performance.getEntriesByType('resource') as PerformanceResourceTiming[]),
    ].map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, encodedBodySize })),
  );
  const sum = (isCounted: (path: string) => boolean) =>
    resources
      .filter((each) => isCounted(each.path))
      .reduce((total, { encodedBodySize }) => total + encodedBodySize, 0);
  return {
    scriptsInHtml: sum((each) => named.has(each)),
    scriptsUntilIdle: sum((each) => each.endsWith('.js')),
    styles: sum((each) => each.endsWith('.css')),
    everything: sum(() => true),
  };
}

/** What a browser of today fetches as it reads the HTML: preloads too, but nothing for old ones. */
function scriptsNamedIn(html: string): Set<string> {
  const tags = html.match(/<(?:script|link)\s[^>]*>/g) ?? [];
  const modern = tags.filter((tag) => !/\snomodule/i.test(tag));
  return new Set(modern.flatMap((tag) => /\s(?:src|href)="([^"?]+\.js)/.exec(tag)?.[1] ?? []));
}

async function arrivalOfPicture(page: Page): Promise<number | undefined> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('/image_codes/'))
      .map((entry) => (entry as PerformanceResourceTiming).responseEnd)
      .at(0),
  );
}

async function fillIn(page: Page, stack: Stack) {
  await tap(page, 'input[name=mobile]');
  await type(page, `176${String(randomInt(1e8)).padStart(8, '0')}`);
  await tap(page, 'input[name=imageCode]');
  await type(page, await answerTo(page, stack));
  const inpTyping = await inpSinceLast(page);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await tap(page, 'form button[type=submit]');
  const answer = await answered;
  if (!answer.ok()) throw new Error(`${answer.url()} answered ${answer.status()}`);
  const inpSubmit = await inpSinceLast(page);
  return { inpTyping, inpSubmit };
}

/** As a finger would: Playwright's own `tap` runs scripts of its own in the page first. */
async function tap(page: Page, selector: string) {
  const place = await page.evaluate((chosen) => {
    const element = document.querySelector(chosen);
    element?.scrollIntoView({ block: 'center' });
    const box = element?.getBoundingClientRect();
    return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }, selector);
  if (!place) throw new Error(`${page.url()} has no ${selector}`);
  await setTimeout(300);
  await page.touchscreen.tap(place.x, place.y);
  await setTimeout(300);
}

async function type(page: Page, text: string) {
  for (const character of text) {
    await page.keyboard.press(character);
    await setTimeout(KEY_MILLISECONDS);
  }
}

async function answerTo(page: Page, stack: Stack): Promise<string> {
  const url = await page.evaluate(
    () => document.querySelector<HTMLImageElement>('img[src*="/image_codes/"]')?.src,
  );
  const id = new URL(url ?? '').pathname.split('/').at(-1) ?? '';
  const answer = await stack.answerTo(id);
  if (!answer) throw new Error(`the picture of ${page.url()} has no answer`);
  return answer;
}

async function inpSinceLast(page: Page): Promise<number> {
  await setTimeout(QUIET_MILLISECONDS);
  const events = await page.evaluate(() => window.seen.events.splice(0));
  const count = new Set(events.map(({ interactionId }) => interactionId)).size;
  return interactionToNextPaint(events, count);
}

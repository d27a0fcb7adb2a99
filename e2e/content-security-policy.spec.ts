import { createHash } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright/test';
import { startOtherSite } from './support/other-site';
import { expect, shownId, test } from './support/test';

const PAGES = ['/register', '/sign-in', '/account', '/nowhere'];

test.describe('what somebody gets into the page', () => {
  /** A context of our own: what is tried here is no mistake of the page. */
  let context: BrowserContext;
  test.beforeEach(async ({ browser, stack }) => {
    context = await browser.newContext({ baseURL: stack.url });
  });
  test.afterEach(() => context.close());

  const stolen = "document.documentElement.dataset.stolen = 'yes'";
  const attempts: [string, string, string][] = [
    ['an inline script', `<script>${stolen}</script>`, 'script-src-elem'],
    ['an event handler', `<img src="/icon.svg" onload="${stolen}">`, 'script-src-attr'],
    [
      'a javascript: frame',
      `<iframe src="javascript:parent.${stolen}"></iframe>`,
      'script-src-elem',
    ],
    ['a script from elsewhere', '<script src="{elsewhere}/x.js"></script>', 'script-src-elem'],
    ['a script in a data: URL', `<script src="data:,${stolen}"></script>`, 'script-src-elem'],
    ['an inline style', '<style>h1 { color: red }</style>', 'style-src-elem'],
    ['a style attribute', '<p style="color: red">Red</p>', 'style-src-attr'],
    ['a picture that tells elsewhere', '<img src="{elsewhere}/told">', 'img-src'],
    ['a frame of elsewhere', '<iframe src="{elsewhere}/framed"></iframe>', 'frame-src'],
    ['a plug-in', '<object data="/icon.svg"></object>', 'object-src'],
    ['another base for our addresses', '<base href="{elsewhere}/">', 'base-uri'],
    [
      'a form that goes elsewhere',
      '<form action="{elsewhere}/told" target="_blank"><button>Win</button></form>',
      'form-action',
    ],
  ];

  for (const [what, markup, directive] of attempts) {
    test(`${what} does nothing, and the browser says so`, async () => {
      const elsewhere = await startOtherSite();
      const page = await context.newPage();
      const violations = await watchViolations(page);
      await inject(page, markup.replaceAll('{elsewhere}', elsewhere.crossSite));
      await page.goto('/register');
      if (directive === 'form-action') await page.getByRole('button', { name: 'Win' }).click();
      await expect.poll(() => violations).toContain(directive);
      await shownId(page); // our own scripts run
      expect(await page.locator('html').getAttribute('data-stolen')).toBeNull();
      for (const path of ['/x.js', '/told', '/framed']) {
        expect(elsewhere.requestsTo(path)).toEqual([]);
      }
      await elsewhere.stop();
    });
  }
});

/** The directives that were violated, filled in as it happens. */
async function watchViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction('violated', (directive: string) => violations.push(directive));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      (window as unknown as Record<string, (directive: string) => void>).violated?.(
        effectiveDirective,
      );
    });
  });
  return violations;
}

/** As through a hole of ours: into the page of the server, with the headers of the server. */
async function inject(page: Page, markup: string): Promise<void> {
  await page.route('/register', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('<header', () => `${markup}<header`);
    await route.fulfill({ response, body });
  });
}

for (const path of PAGES) {
  test(`${path}: every inline script is allowed by its hash, and nothing else inline is`, async ({
    stack,
  }) => {
    const response = await fetch(stack.url + path);
    const policy = response.headers.get('content-security-policy') ?? '';
    const html = await response.text();
    const scripts = [...html.matchAll(/<script(?![^>]* src=)[^>]*>(.*?)<\/script>/gs)];
    expect(scripts.length).toBeGreaterThan(2);
    for (const [, text = ''] of scripts) {
      expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    expect(html).not.toMatch(/<[^>]+\s(style|on[a-z]+)="/);
    expect(policy).not.toMatch(/unsafe|nonce|\*|https?:|data:/);
  });

  test(`${path} is static: the same bytes and the same policy for everybody`, async ({ stack }) => {
    const [first, second] = await Promise.all([fetch(stack.url + path), fetch(stack.url + path)]);
    expect(first.headers.get('x-nextjs-prerender')).toContain('1');
    expect(first.headers.get('content-security-policy')).toBe(
      second.headers.get('content-security-policy'),
    );
    expect(await first.text()).toBe(await second.text());
  });
}

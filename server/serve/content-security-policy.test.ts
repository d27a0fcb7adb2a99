import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { contentSecurityPolicies } from './content-security-policy.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

build('index', '<script>root()</script>');
build(
  'sign-in',
  '<script src="/a.js" async=""></script><script id="_R_">sign("<b>入</b>")</script>',
);
build('en/register', '<script>english()</script><style data-x="">b{color:red}</style>');
build('zh/register', '<script>\nchinese()\n</script>');
build('zh', '<script>rootInChinese()</script>');
build('_not-found', '<script>notFound()</script>');
build('_global-error', '<script>broken()</script>');
const policyOf = contentSecurityPolicies(folder, { isHttps: true });

function build(name: string, html: string) {
  const file = path.join(folder, `${name}.html`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `<!DOCTYPE html><html><body>${html}</body></html>`);
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What a directive of the policy of a path allows. */
function allowed(urlPath: string, directive: string, policies = policyOf): string[] {
  const found = policies(urlPath)
    .split('; ')
    .find((each) => each.split(' ')[0] === directive);
  return found?.split(' ').slice(1) ?? [];
}

describe('scripts', () => {
  test.each([
    ['/', ['root()', 'rootInChinese()']],
    ['/sign-in', ['sign("<b>入</b>")']],
    ['/zh', ['rootInChinese()']],
    ['/en/register', ['english()']],
    ['/zh/register', ['\nchinese()\n']],
    ['/register', ['english()', '\nchinese()\n']],
    ['/nowhere', ['broken()', 'notFound()']],
    ['/register/', ['broken()', 'notFound()']],
    ['/_not-found', ['broken()', 'notFound()']],
  ])('%s runs what was built into it, and files of ours', (urlPath, scripts) => {
    const expected = ["'self'", ...scripts.map(hashOf)];
    expect(allowed(urlPath, 'script-src').sort()).toEqual(expected.sort());
  });

  test.each(['/api/trpc/x', '/_next/static/chunks/x.js'])('%s is no page', (urlPath) => {
    expect(allowed(urlPath, 'default-src')).toEqual(["'none'"]);
    expect(allowed(urlPath, 'script-src')).toEqual(["'self'"]);
    expect(allowed(urlPath, 'style-src')).toEqual([]);
    expect(allowed(urlPath, 'frame-ancestors')).toEqual(["'none'"]);
  });
});

test('a style that was built into a page is applied there and nowhere else', () => {
  expect(allowed('/register', 'style-src')).toEqual(["'self'", hashOf('b{color:red}')]);
  expect(allowed('/sign-in', 'style-src')).toEqual(["'self'"]);
});

test('http is made https only where the site is https', () => {
  const plain = contentSecurityPolicies(folder, { isHttps: false });
  expect(policyOf('/register')).toContain('; upgrade-insecure-requests');
  expect(plain('/register')).not.toContain('upgrade-insecure-requests');
});

test('what is asked for by the name of a method of objects has no page', () => {
  expect(policyOf('/constructor')).toBe(policyOf('/nowhere'));
});

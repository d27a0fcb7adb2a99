import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What is built in these folders is also served without them, to whoever reads that language. */
const LANGUAGES = ['en', 'zh'];

/** Of what is no page. A worker lives by the policy of its own file, and loads others. */
const NO_PAGE = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Reads the pages built into `folder`. The function it returns gives the policy for the path of a URL:
 * a page runs the scripts and has the styles that are files of ours or that the build put into it, and
 * no others. Where there is no page, it is the policy of the page that says so.
 */
export function contentSecurityPolicies(folder, { isHttps }) {
  const pages = builtPages(folder);
  const paths = new Set(pages.flatMap((page) => page.paths));
  const policies = new Map(
    [...paths].map((each) => {
      const texts = pages.filter((page) => page.paths.includes(each)).map(({ html }) => html);
      return [each, policyOf(texts.join(''), isHttps)];
    }),
  );
  return (urlPath) => {
    if (/^\/(api|_next)\//.test(urlPath)) return NO_PAGE;
    return policies.get(urlPath) ?? policies.get(ERROR) ?? NO_PAGE;
  };
}

/** Stands for every path that has no page. */
const ERROR = '_';

function builtPages(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => ({
      paths: pathsOf(file.slice(0, -'.html'.length).split(path.sep)),
      html: readFileSync(path.join(folder, file), 'utf8'),
    }));
}

/** `['en', 'register']` is at `/en/register` and at `/register`; `['_not-found']` anywhere. */
function pathsOf(segments) {
  if (segments[0].startsWith('_')) return [ERROR];
  const own = segments.at(-1) === 'index' ? segments.slice(0, -1) : segments;
  const all = LANGUAGES.includes(own[0]) ? [own, own.slice(1)] : [own];
  return all.map((each) => `/${each.join('/')}`);
}

function policyOf(html, isHttps) {
  const directives = [
    "default-src 'none'",
    ["script-src 'self'", ...hashesOf('script', html)].join(' '),
    ["style-src 'self'", ...hashesOf('style', html)].join(' '),
    "img-src 'self'",
    "font-src 'self'",
    'media-src blob:',
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  if (isHttps) directives.push('upgrade-insecure-requests');
  return directives.join('; ');
}

/** Of what stands between the tags, as browsers compute it; a script with `src` has nothing there. */
function hashesOf(tag, html) {
  const elements = html.matchAll(new RegExp(`<${tag}(\\s[^>]*)?>(.*?)</${tag}>`, 'gs'));
  const texts = new Set([...elements].map(([, , text]) => text).filter(Boolean));
  return [...texts].map((each) => `'sha256-${createHash('sha256').update(each).digest('base64')}'`);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SOURCES = ['app', 'server', 'db'].flatMap(sourcesIn);

test('there is something to check', () => {
  expect(SOURCES.length).toBeGreaterThan(40);
});

test.each(SOURCES)('%s imports only what its layer may', (file) => {
  const source = readFileSync(file, 'utf8');
  expect(importsOf(source).flatMap((each) => problemsOf(file, each))).toEqual([]);
});

type Import = { target: string; typeOnly: boolean };

const STORES = /^(drizzle-orm|postgres|@vercel\/kv|ioredis|canvas)(\/|$)/;
const WEB = /^(next|react|react-dom)(\/|$)/;

function problemsOf(file: string, { target, typeOnly }: Import): string[] {
  const layer = file.split('/')[0];
  const local = localPath(file, target);
  const rules: [boolean, string][] = [
    [layer === 'db' && /^(server|app)\//.test(local), 'db imports upwards'],
    [layer === 'server' && local.startsWith('app/'), 'server imports upwards'],
    [layer === 'app' && local.startsWith('db/'), 'app reaches past server'],
    [local.startsWith('e2e/'), 'the product needs its tests'],
    [layer === 'app' && STORES.test(target), 'app uses a store itself'],
    [layer !== 'app' && WEB.test(target) && file !== 'server/serve.mjs', 'the web below app'],
    [target === 'canvas' && !file.startsWith('server/captcha/'), 'canvas outside the captcha'],
    [isClient(file) && local.startsWith('server/') && !typeOnly, 'server code in the browser'],
    [local !== '' && !mayUsePart(file, local), "another module's part"],
  ];
  return rules.filter(([broken]) => broken).map(([, problem]) => `${problem}: ${target}`);
}

/** `server/captcha/draw` belongs to `server/captcha.ts`, where there is such a file. */
function mayUsePart(file: string, local: string): boolean {
  const folder = path.posix.dirname(local);
  if (!existsSync(`${folder}.ts`)) return true;
  return file === `${folder}.ts` || file.startsWith(`${folder}/`);
}

/** Of the app only pages, layouts and routes stay on the server; the rest is sent to browsers. */
function isClient(file: string): boolean {
  return /^app\/(?!api\/)/.test(file) && !/\/(page|layout|route)(\.dev)?\.tsx?$/.test(file);
}

function localPath(file: string, target: string): string {
  if (target.startsWith('#')) return target.slice(1);
  return target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : '';
}

function importsOf(source: string): Import[] {
  const statements = source.matchAll(
    /^\s*(?:import|export)\s(type\s)?[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm,
  );
  return [...statements].map(([, typeOnly, from, dynamic, bare]) => ({
    target: from ?? dynamic ?? bare ?? '',
    typeOnly: Boolean(typeOnly),
  }));
}

function sourcesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/\.test\.tsx?$/.test(file))
    .filter((file) => !file.includes('node_modules/'))
    .map((file) => `${folder}/${file}`);
}

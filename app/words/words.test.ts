import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { REASONS } from '#server/errors';
import { RULES } from '#server/send-guard-modes';
import en from './en.json';
import zh from './zh.json';

type Catalog = Record<string, Record<string, string>>;

const ENGLISH = flat(en);
const CHINESE = flat(zh);

/** The same in every language. */
const NAMES = new Set(['site.name']);

test('both languages say the same things', () => {
  expect([...CHINESE.keys()]).toEqual([...ENGLISH.keys()]);
});

test.each([...ENGLISH])('%s is translated, with every parameter', (key, english) => {
  const chinese = CHINESE.get(key) ?? '';
  if (!NAMES.has(key)) expect(chinese).toMatch(/\p{Script=Han}/u);
  if (!NAMES.has(key)) expect(chinese).not.toBe(english);
  expect(parametersOf(chinese)).toEqual(parametersOf(english));
});

describe('the fonts', () => {
  const drawn = readFileSync('app/fonts/characters.txt', 'utf8');
  const [ofVisitors = ''] = drawn.split('\n');
  const wordsOf = (isOfOps: boolean) =>
    [...CHINESE].filter(([key]) => key.startsWith('ops') === isOfOps).map(([, text]) => text);
  const missing = (said: string, drawn: string) =>
    [...new Set(said)].filter((each) => /\p{Script=Han}/u.test(each) && !drawn.includes(each));

  test('have every Chinese character of the words, of refusals too', () => {
    const said = wordsOf(false).join('') + readFileSync('server/errors/words.ts', 'utf8');
    expect(missing(said, ofVisitors), 'run: npm run fonts').toEqual([]);
  });

  test('have those of /ops besides, which visitors do not load', () => {
    const said = wordsOf(true).join('') + readFileSync('server/errors/words/operators.ts', 'utf8');
    expect(missing(said, drawn), 'run: npm run fonts').toEqual([]);
    expect(missing(said, ofVisitors)).not.toEqual([]);
  });
});

test('operators read of every refusal, and of every rule that may be its reason, in words', () => {
  const reasons = [...Object.keys(REASONS), ...RULES, 'lever'];
  expect(Object.keys(en.opsReasons).sort()).toEqual(reasons.sort());
});

describe('the pages', () => {
  const sources = readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => !file.startsWith('dev/') && /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
    )
    .map((file) => readFileSync(`app/${file}`, 'utf8'));

  test('say each of their words somewhere', () => {
    const said = new Set(sources.flatMap(keysIn));
    expect([...ENGLISH.keys()].filter((key) => !said.has(key))).toEqual([]);
  });

  test('have no words of their own', () => {
    const texts = sources.flatMap((source) => [
      ...source.matchAll(/>\s*([A-Z][a-z]+ [a-z][^<{]*)</g),
    ]);
    expect(texts.map(([, text]) => text)).toEqual([]);
  });
});

/** What a component says: `t('key')` where `t` is of a namespace; with a variable, all of them. */
function keysIn(source: string): string[] {
  const onPages = [...source.matchAll(/const (\w+) = useTranslations\('(\w+)'\)/g)].flatMap(
    ([, t = '', name = '']) => (saidBy(source, t) ?? keysOf(name)).map((key) => `${name}.${key}`),
  );
  const onServer = [...source.matchAll(/wordsOf\([^']*'(\w+)'\)/g)].flatMap(([, name]) =>
    wordsIn(source).map((key) => `${name}.${key}`),
  );
  return [...onPages, ...onServer];
}

/** Literals in calls of `t`; nothing where it is called with a variable. */
function saidBy(source: string, t: string): string[] | undefined {
  const calls = [...source.matchAll(new RegExp(`\\b${t}\\(([^()]*(?:\\([^()]*\\))?[^()]*)`, 'g'))];
  const literals = calls.map(([, argument = '']) => literalsIn(argument));
  return literals.some((each) => each.length === 0) ? undefined : literals.flat();
}

function keysOf(namespace: string): string[] {
  return Object.keys((en as Catalog)[namespace] ?? {});
}

function literalsIn(text: string): string[] {
  return [...text.matchAll(/'(\w+)'/g)].map(([, literal]) => literal ?? '');
}

function wordsIn(source: string): string[] {
  return source.match(/\w+/g) ?? [];
}

function flat(catalog: Catalog): Map<string, string> {
  return new Map(
    Object.entries(catalog).flatMap(([name, words]) =>
      Object.entries(words).map(([key, text]): [string, string] => [`${name}.${key}`, text]),
    ),
  );
}

function parametersOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)(?=[,}])/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== '')
    .sort();
}

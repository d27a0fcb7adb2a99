// Cuts the pages' fonts down to the characters the pages use: npm run fonts, after a change of words.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import subsetFont from 'subset-font';

const FOLDER = 'app/fonts';

/** What a browser, not a file of ours, adds: names of countries, dates. */
const CHINESE_ELSEWHERE = '中国香港澳门台湾美英国新加坡年月日上下午';

const latin = `${range(0x20, 0x7e) + range(0xa0, 0xff)}–—‘’“”…·•‹›←→✓€−×`;
const words = Object.entries(JSON.parse(textOf('app/words/zh.json')));
const visitorsWords = words.filter(([name]) => !isOfOperators(name)).map(([, texts]) => texts);
const chinese = chineseIn(
  spoken(visitorsWords) + textOf('server/errors/words.ts') + CHINESE_ELSEWHERE,
);
// What only /ops says waits in files of its own: nobody else has to load it.
const operators = chineseIn(
  spoken(words.map(([, texts]) => texts)) + textOf('server/errors/words/operators.ts'),
).filter((character) => !chinese.includes(character));

const FONTS = [
  [
    'text',
    '@fontsource-variable/atkinson-hyperlegible-next',
    'latin-wght-normal',
    latin,
    { wght: { min: 400, max: 700 } },
  ],
  ['title', '@fontsource/young-serif', 'latin-400-normal', `${range(0x20, 0x7e)}–—’“”…`],
  ['text-zh', '@fontsource/noto-sans-sc', 'chinese-simplified-400-normal', chinese.join('')],
  ['text-zh-bold', '@fontsource/noto-sans-sc', 'chinese-simplified-700-normal', chinese.join('')],
  ['operators-zh', '@fontsource/noto-sans-sc', 'chinese-simplified-400-normal', operators.join('')],
  [
    'operators-zh-bold',
    '@fontsource/noto-sans-sc',
    'chinese-simplified-700-normal',
    operators.join(''),
  ],
  ['title-zh', '@fontsource/noto-serif-sc', 'chinese-simplified-700-normal', titles().join('')],
];

for (const [name, packageName, file, characters, variationAxes] of FONTS) {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve(`${packageName}/package.json`));
  const whole = path.join(folder, 'files', `${path.basename(packageName)}-${file}.woff2`);
  const font = await subsetFont(readFileSync(whole), characters, {
    targetFormat: 'woff2',
    variationAxes,
  });
  writeFileSync(`${FOLDER}/${name}.woff2`, font);
  console.log(`${name}.woff2: ${[...characters].length} characters, ${font.length} bytes`);
}
writeFileSync(`${FOLDER}/characters.txt`, `${chinese.join('')}\n${operators.join('')}\n`);

/** Headings are the words whose key ends in `title`. */
function titles() {
  const headings = visitorsWords.flatMap(Object.entries).filter(([key]) => /title$/i.test(key));
  return chineseIn(headings.map(([, text]) => text).join(''));
}

function isOfOperators(namespace) {
  return namespace.startsWith('ops');
}

function spoken(namespaces) {
  return namespaces.flatMap(Object.values).join('');
}

function chineseIn(text) {
  const characters = [...new Set(text)].sort();
  return characters.filter((each) => /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(each));
}

function range(from, to) {
  return String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
}

function textOf(file) {
  return readFileSync(file, 'utf8');
}

import localFont from 'next/font/local';
import type { Language } from '../words/languages';

// Cut down by `npm run fonts` to the characters the pages use. One that comes late waits for the next
// page: no line moves while somebody reads it. None is preloaded: the picture and the form go first.
const text = localFont({
  src: './text.woff2',
  weight: '400 700',
  variable: '--font-text',
  display: 'optional',
  preload: false,
  adjustFontFallback: false,
});
const title = localFont({
  src: './title.woff2',
  variable: '--font-title',
  display: 'optional',
  preload: false,
  adjustFontFallback: false,
});
const textChinese = localFont({
  src: [
    { path: './text-zh.woff2', weight: '400' },
    { path: './text-zh-bold.woff2', weight: '700' },
  ],
  variable: '--font-text-zh',
  display: 'optional',
  preload: false,
});
const titleChinese = localFont({
  src: './title-zh.woff2',
  variable: '--font-title-zh',
  display: 'optional',
  preload: false,
});

/** The classes that give a page of this language its fonts. */
export function fontsOf(language: Language): string {
  const latin = `${text.variable} ${title.variable}`;
  return language === 'zh' ? `${latin} ${textChinese.variable} ${titleChinese.variable}` : latin;
}

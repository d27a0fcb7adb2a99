import localFont from 'next/font/local';

/** The characters that only /ops uses, in the letters of ./fonts.ts: no visitor loads them. */
export const operatorsChinese = localFont({
  src: [
    { path: './operators-zh.woff2', weight: '400' },
    { path: './operators-zh-bold.woff2', weight: '700' },
  ],
  variable: '--font-operators-zh',
  display: 'optional',
  preload: false,
  adjustFontFallback: false,
});

/** The languages we speak, on the page and in an SMS. */
export type Language = 'en' | 'zh';

/**
 * The first language we have in `preferred` (tags such as `zh-CN`, or a whole Accept-Language
 * header, best first); undefined where there is none.
 */
export function languageIn(preferred = ''): Language | undefined {
  const tags = preferred.split(',').map((tag) => tag.trim().slice(0, 2).toLowerCase());
  return tags.find((tag) => tag === 'en' || tag === 'zh') as Language | undefined;
}

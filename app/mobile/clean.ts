const ARABIC_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** What people and programs write between the digits, with marks that nobody sees. */
const SEPARATORS = /[\s\p{Pd}\p{Cf}\u2212().[\]/~·•_]/gu;

/**
 * The digits of a number as typed or pasted, after a `+` where it begins with its country. Nothing
 * where there is more than a number.
 */
export function clean(text: string): string | undefined {
  const digits = text
    .normalize('NFKC')
    .replace(ARABIC_DIGITS, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/^\P{L}*tel:/iu, '')
    .replace(/^([^\d+]*(?:\+|00).*?)\(0\)/u, '$1')
    .replace(SEPARATORS, '')
    .replace(/^00/, '+');
  return /^\+?\d*$/.test(digits) ? digits : undefined;
}

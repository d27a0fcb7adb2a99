import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  isValidPhoneNumber,
} from 'libphonenumber-js/max';
import { Mistake } from '../mistake';
import { beginningOf } from '../mobile';

/** Of whom a lever is: everybody, the money, a country, or numbers that begin alike. */
export type LeverKind = 'all' | 'budget' | 'country' | 'prefix';

/**
 * Reads of whom a lever is: `all`, `budget`, a country (`cn`), or how numbers begin in any usual
 * writing (`+86 176-12`, `0086 17612`), which becomes the beginning of E.164. Throws a `Mistake`.
 */
export function parseLeverName(typed: string): { kind: LeverKind; name: string } {
  const name = typed.normalize('NFKC').trim();
  if (name === 'all' || name === 'budget') return { kind: name, name };
  if (/^[+\d]/.test(name)) return { kind: 'prefix', name: parsePrefix(name) };
  return { kind: 'country', name: parseCountry(name) };
}

/** As it may be kept for ever: of a whole number, which a prefix can be, the last four digits are not. */
export function nameToKeep(name: string): string {
  return isValidPhoneNumber(name) ? `${name.slice(0, -4)}****` : name;
}

function parsePrefix(typed: string): string {
  const prefix = beginningOf(typed);
  if (!prefix) {
    throw new Mistake(`${typed} is no beginning of a number: write it as +8617612.`);
  }
  if (!hasCallingCode(prefix)) {
    throw new Mistake(`${typed} begins with the code of no country: write it as +8617612.`);
  }
  return prefix;
}

function hasCallingCode(prefix: string): boolean {
  return getCountries().some((country) => prefix.startsWith(`+${getCountryCallingCode(country)}`));
}

function parseCountry(typed: string): string {
  const country = typed.toUpperCase();
  if (isSupportedCountry(country)) return country;
  throw new Mistake(
    `${typed} is no country we know: write two letters such as CN, or how numbers begin, such as +8617612.`,
  );
}

import {
  type CountryCode,
  type Examples,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import type { Random } from './random';

/** Digits after the country code that stay those of the example: it is what makes it a mobile. */
const KEPT_DIGITS = 2;

/** A valid mobile number (E.164) of a country, anywhere in its ranges. */
export function mobileOf(country: string, random: Random): string {
  const example = getExampleNumber(country as CountryCode, examples as Examples);
  if (!example) throw new Error(`libphonenumber has no mobile number of ${country}`);
  const { countryCallingCode, nationalNumber } = example;
  for (;;) {
    const rest = [...nationalNumber.slice(KEPT_DIGITS)].map(() => random.below(10)).join('');
    const e164 = `+${countryCallingCode}${nationalNumber.slice(0, KEPT_DIGITS)}${rest}`;
    if (isMobile(e164, country)) return e164;
  }
}

/** Different prefixes (a number less its last 4 digits) of which all 10,000 numbers are valid. */
export function prefixesOf(country: string, count: number, random: Random): string[] {
  const found = new Set<string>();
  while (found.size < count) {
    const prefix = mobileOf(country, random).slice(0, -4);
    const ends = ['0000', '2500', '5000', '7500', '9999'];
    if (ends.every((end) => isMobile(prefix + end, country))) found.add(prefix);
  }
  return [...found];
}

/** The `i`th number of a prefix; after 10,000 they begin again. */
export function numberIn(prefix: string, i: number): string {
  return prefix + String(i % 10_000).padStart(4, '0');
}

/** An IPv4 address somewhere on the Internet, likely in a network of its own. */
export function addressOf(random: Random): string {
  const [first, ...rest] = [20 + random.below(80), 256, 256].map((each, i) =>
    i === 0 ? each : random.below(each),
  );
  return [first, ...rest, 1 + random.below(254)].join('.');
}

function isMobile(e164: string, country: string): boolean {
  const number = parsePhoneNumberFromString(e164);
  const type = number?.isValid() && number.country === country ? number.getType() : undefined;
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
}

import {
  type CountryCode,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { env } from './env';
import { Refusal } from './errors';
import { setRequestCountry } from './request';

/** A mobile number, told apart from whatever a visitor typed. */
export interface Mobile {
  /** E.164, for example `+8617612345678`: the only form that is stored, compared and sent to. */
  e164: string;
  country: string;
  /** For people, with the middle hidden: `+86 176 **** 5678`. */
  masked: string;
  /** The number less its last four digits: its neighbours share it. */
  prefix: string;
}

/** Types an SMS can reach. In some countries (US) nobody can tell mobiles from landlines. */
const REACHED_BY_SMS = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'PERSONAL_NUMBER', undefined]);

/**
 * Reads a mobile number in any usual writing; without `+` it is one of DEFAULT_COUNTRY.
 * Refuses `mobile-invalid`, `mobile-landline`, `mobile-country`.
 */
export function parseMobile(input: string): Mobile {
  const { DEFAULT_COUNTRY, ALLOWED_COUNTRIES } = env();
  const number = parsePhoneNumberFromString(
    input.normalize('NFKC'),
    DEFAULT_COUNTRY as CountryCode,
  );
  if (!number?.isValid() || number.ext || !number.country) throw new Refusal('mobile-invalid');
  setRequestCountry(number.country); // whatever becomes of it
  if (!ALLOWED_COUNTRIES.includes(number.country)) throw new Refusal('mobile-country');
  if (!REACHED_BY_SMS.has(number.getType())) throw new Refusal('mobile-landline');
  return {
    e164: number.number,
    country: number.country,
    masked: masked(number),
    prefix: number.number.slice(0, -4),
  };
}

/** How numbers begin, in any usual writing (`+86 176-12`, `0086 17612`), as E.164; undefined where it is none. */
export function beginningOf(input: string): string | undefined {
  const beginning = input
    .normalize('NFKC')
    .replace(/[\s.-]/g, '')
    .replace(/^00/, '+');
  return /^\+\d{1,15}$/.test(beginning) ? beginning : undefined;
}

/** `+86 176 **** 5678` for an E.164 number: enough for its owner to know it by. */
export function maskMobile(e164: string): string {
  return masked(
    parsePhoneNumberFromString(e164) ?? { countryCallingCode: '', nationalNumber: e164 },
  );
}

type Parts = Pick<PhoneNumber, 'nationalNumber'> & { countryCallingCode: string };

function masked({ countryCallingCode, nationalNumber: national }: Parts): string {
  const hidden = `${national.slice(0, -8)} **** ${national.slice(-4)}`.trim();
  return `+${countryCallingCode} ${hidden}`;
}

import {
  AsYouType,
  type CountryCode,
  type MetadataJson,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/core';
import { canBecomeMobile } from './beginning';
import { clean } from './clean';

/** What the server says of numbers: `settings.current`. */
export interface Numbers {
  countries: { country: string; callingCode: string }[];
  defaultCountry: string;
  metadata: MetadataJson;
}

/** A number in the field, and what is wrong with it as far as a browser can tell. */
export interface Reading {
  text: string;
  country: string;
  doubt?: Doubt;
}

/** No mobile of the chosen country; or one of a country, or with a beginning, that is not allowed. */
export type Doubt = { invalid: string } | { country: string } | { beginning: string };

/** A number that may not be finished: in doubt once nothing that follows can make it a mobile. */
export function asTyped(text: string, country: string, numbers: Numbers): Reading {
  const digits = clean(text);
  if (digits === undefined) return { text, country, doubt: { invalid: country } };
  const beginning = unknownBeginning(digits, numbers);
  if (beginning) return { text: digits, country, doubt: { beginning } };
  const own = countryOf(digits, country, numbers);
  return {
    text: new AsYouType(own as CountryCode, numbers.metadata).input(digits),
    country: own,
    doubt: doubtOf(digits, own, numbers),
  };
}

/** A finished number: in national form where it is right, else in doubt. */
export function asFinished(text: string, country: string, numbers: Numbers): Reading {
  const typed = asTyped(text, country, numbers);
  if (typed.doubt || !/\d/.test(typed.text)) return typed;
  const number = parse(text, typed.country, numbers);
  if (!number?.isValid()) return { ...typed, doubt: { invalid: typed.country } };
  return { text: number.formatNational(), country: number.country ?? typed.country };
}

/** A number that came as a whole, and may still be only a part. */
export function asPasted(text: string, country: string, numbers: Numbers): Reading {
  const finished = asFinished(text, country, numbers);
  return finished.doubt ? asTyped(text, country, numbers) : finished;
}

/** The same number, of another country. */
export function inCountry(text: string, country: string, numbers: Numbers): Reading {
  const codes = numbers.countries.map(({ callingCode }) => callingCode).join('|');
  const national = clean(text)?.replace(new RegExp(`^\\+(?:${codes})`), '');
  return asTyped(national ?? text, country, numbers);
}

/** As the server reads it wherever it is: E.164, or at least with the code of the chosen country. */
export function asSent(text: string, country: string, numbers: Numbers): string {
  const number = parse(text, country, numbers);
  if (number && !number.ext) return number.number;
  const code = numbers.countries.find((each) => each.country === country)?.callingCode;
  const isComplete = country === numbers.defaultCountry || /^\s*$|^\D*(\+|00)/.test(text);
  return isComplete ? text : `+${code} ${text}`;
}

function parse(text: string, country: string, { metadata }: Numbers) {
  const options = { defaultCountry: country as CountryCode, extract: false };
  return parsePhoneNumberFromString(clean(text) ?? text, options, metadata);
}

/** `+3`, where no allowed country begins so. */
function unknownBeginning(digits: string, { countries }: Numbers): string | undefined {
  if (!digits.startsWith('+')) return;
  for (let length = 2; length <= digits.length; length++) {
    const start = digits.slice(0, length);
    const codes = countries.map(({ callingCode }) => `+${callingCode}`);
    if (codes.some((code) => start.startsWith(code))) return;
    if (!codes.some((code) => code.startsWith(start))) return start;
  }
}

/** The country a number says, or the chosen one; of those that share a code the chosen one, too. */
function countryOf(digits: string, chosen: string, numbers: Numbers): string {
  const number = parse(digits, chosen, numbers);
  const isAllowed = numbers.countries.some(({ country }) => country === number?.country);
  if (number?.country && number.isValid() && isAllowed) return number.country;
  const same = numbers.countries.filter(({ callingCode }) => digits.startsWith(`+${callingCode}`));
  const isSame = same.some(({ country }) => country === chosen);
  return isSame ? chosen : (same[0]?.country ?? chosen);
}

function doubtOf(digits: string, country: string, numbers: Numbers): Doubt | undefined {
  const number = parse(digits, country, numbers);
  if (!number?.isValid()) {
    const isHopeful = canBecomeMobile(digits, country, numbers.metadata);
    return isHopeful ? undefined : { invalid: country };
  }
  const isAllowed = numbers.countries.some((each) => each.country === number.country);
  return isAllowed || !number.country ? undefined : { country: number.country };
}

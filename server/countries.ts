import { type CountryCode, getCountryCallingCode, type MetadataJson } from 'libphonenumber-js/core';
import everywhere from 'libphonenumber-js/mobile/metadata';
import { env } from './env';

/** Countries whose mobiles may sign up, in the operator's order. */
export function allowedCountries(): { country: string; callingCode: string }[] {
  return allowed().map((country) => ({
    country,
    callingCode: getCountryCallingCode(country, everywhere),
  }));
}

/**
 * What a browser needs to write and check mobiles of the allowed countries with
 * `libphonenumber-js/core`. Beside them there are countries whose formats they share, such as US
 * with CA: a number may turn out to be of one that is not allowed.
 */
export function metadataOfAllowed(): MetadataJson {
  const codes = new Set(allowedCountries().map(({ callingCode }) => callingCode));
  const callingCodes = [...codes].map((code) => [code, countriesOf(code as CallingCode)] as const);
  const countries = callingCodes.flatMap(([, countries]) => countries);
  return {
    ...everywhere,
    country_calling_codes: Object.fromEntries(callingCodes),
    countries: Object.fromEntries(countries.map((country) => [country, metadataOf(country)])),
    nonGeographic: {},
  } as MetadataJson;
}

type CallingCode = keyof typeof everywhere.country_calling_codes;

/** The first one has the formats for all that share the calling code. */
function countriesOf(code: CallingCode): CountryCode[] {
  const [main, ...others] = everywhere.country_calling_codes[code] as CountryCode[];
  const shared = others.filter((country) => allowed().includes(country));
  return main ? [main, ...shared] : shared;
}

const FORMATS = 4;
const LEADING_DIGITS = 2;

/** The leading digits of a format come in growing precision; the last ones alone decide. */
function metadataOf(country: CountryCode) {
  const metadata: unknown[] = [...(everywhere.countries[country] ?? [])];
  const formats = metadata[FORMATS];
  return Array.isArray(formats) ? metadata.with(FORMATS, formats.map(shortened)) : metadata;
}

function shortened(format: unknown[]): unknown[] {
  return format.map((part, i) => (i === LEADING_DIGITS ? (part as string[]).slice(-1) : part));
}

function allowed(): CountryCode[] {
  return env().ALLOWED_COUNTRIES as CountryCode[];
}

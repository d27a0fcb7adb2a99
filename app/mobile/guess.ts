import { asFinished, type Numbers } from './number';

/** The country of a field that has none yet, of which `text` is a number if there is such a one. */
export function firstCountry(
  text: string,
  numbers: Numbers,
  { languages }: Pick<Visitor, 'languages'>,
): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const allowed = numbers.countries.map(({ country }) => country);
  const guess = guessCountry(allowed, { languages, timeZone }) ?? numbers.defaultCountry;
  if (!text) return guess;
  const likely = [guess, numbers.defaultCountry, ...allowed];
  return likely.find((country) => !asFinished(text, country, numbers).doubt) ?? guess;
}

interface Visitor {
  /** As the browser prefers them: `navigator.languages`. */
  languages: readonly string[];
  timeZone: string;
}

/** The allowed country a visitor is likely from: by their languages, else by their time zone. */
export function guessCountry(
  allowed: string[],
  { languages, timeZone }: Visitor,
): string | undefined {
  const regions = languages.map(regionOf);
  const region = regions.find((each) => each && allowed.includes(each));
  return region ?? allowed.find((country) => zonesOf(country).includes(timeZone));
}

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).region;
  } catch {
    return undefined;
  }
}

/** Of newer browsers a method, of older ones a property, of some neither. */
type WithZones = Intl.Locale & { getTimeZones?(): string[]; timeZones?: string[] };

function zonesOf(country: string): string[] {
  const locale = new Intl.Locale('und', { region: country }) as WithZones;
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

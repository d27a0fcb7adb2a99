export interface Entry {
  country: string;
  callingCode: string;
  name: string;
}

/** Countries with their names, in the order of the names. */
export function entriesOf(
  countries: Omit<Entry, 'name'>[],
  nameOf: (country: string) => string,
  locale: string,
): Entry[] {
  const { compare } = new Intl.Collator(locale);
  const entries = countries.map((each) => ({ ...each, name: nameOf(each.country) }));
  return entries.sort((one, other) => compare(one.name, other.name));
}

/** Whether an entry is looked for with `search`: its name, here or in English, or one of its codes. */
export function matches(search: string): (entry: Entry) => boolean {
  const wanted = plain(search).replace(/^(\+|00)(?=\d)/, '');
  const english = new Intl.DisplayNames('en', { type: 'region' });
  return ({ country, callingCode, name }) =>
    plain(name).includes(wanted) ||
    plain(english.of(country) ?? '').includes(wanted) ||
    plain(country).startsWith(wanted) ||
    callingCode.startsWith(wanted);
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

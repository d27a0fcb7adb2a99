/** The languages an SMS can be in. */
export type Language = 'en' | 'zh';

/**
 * The first language we have in `preferred` (tags such as `zh-CN`, or a whole Accept-Language
 * header, best first), else that of the country.
 */
export function languageOf(preferred: string | undefined, country: string): Language {
  const tags = (preferred ?? '').split(',').map((tag) => tag.trim().slice(0, 2).toLowerCase());
  const known = tags.find((tag) => tag === 'en' || tag === 'zh');
  return (known as Language | undefined) ?? (country === 'CN' ? 'zh' : 'en');
}

const PEOPLE: Record<Language, (code: string, minutes: number) => string> = {
  en: (code, minutes) =>
    `${code} is your Gatehouse code. It expires in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. Never share it.`,
  zh: (code, minutes) => `验证码${code}，${minutes}分钟内有效，请勿泄露。`,
};

/**
 * What the SMS says, in one segment: that holds for codes of 8 digits, 99 minutes and hosts of
 * MAX_HOST_LENGTH, which the configuration enforces. The last line binds the code to our origin
 * (WICG sms-one-time-codes), so phones offer it on our page and on no other. Chinese names us by
 * that line only: with 70 characters a name would cost the host its place.
 */
export function textOf(language: Language, code: string, minutes: number, host: string): string {
  return `${PEOPLE[language](code, minutes)}\n@${host} #${code}`;
}

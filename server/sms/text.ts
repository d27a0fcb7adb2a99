import { type Language, languageIn } from '../language';

/** The language of an SMS: the first we have in `preferred`, else that of the country. */
export function languageOf(preferred: string | undefined, country: string): Language {
  return languageIn(preferred) ?? (country === 'CN' ? 'zh' : 'en');
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

/** What a mobile's owner is told without having asked. */
export type NoticeKind = 'mobile-changed';

const NOTICES: Record<NoticeKind, Record<Language, (host: string) => string>> = {
  'mobile-changed': {
    en: (host) =>
      `The mobile number of your account at ${host} was changed; this one no longer signs in. Not you? Tell the people who run the site.`,
    zh: (host) => `您在${host}的账号已更换手机号，本号码不再能登录。如非本人操作，请联系网站。`,
  },
};

/** What a notice says, in one segment for every host that the configuration lets through. */
export function noticeOf(kind: NoticeKind, language: Language, host: string): string {
  return NOTICES[kind][language](host);
}

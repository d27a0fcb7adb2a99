import type { Details, Reason } from '../errors';
import type { Language } from '../language';
import { OPERATORS } from './words/operators';

export type Words = string | ((details: Details) => string);

/** For people, in every language: what happened and what to do next. */
export const WORDS: Record<Reason, Record<Language, Words>> = {
  'parameter-invalid': {
    en: 'Something in the form is missing. Check it, or load the page again.',
    zh: '表单内容不完整，请检查，或刷新页面重试。',
  },
  'mobile-invalid': {
    en: 'Enter a mobile number; from abroad with + and its country code.',
    zh: '请输入正确的手机号；境外号码请以+和国家代码开头。',
  },
  'mobile-landline': {
    en: 'That looks like a landline. Enter a mobile number that can receive SMS.',
    zh: '这像是固定电话。请输入能接收短信的手机号。',
  },
  'mobile-country': {
    en: 'We cannot send SMS to that country yet. Enter a number from a country we serve.',
    zh: '暂不支持该国家或地区的号码。请换一个支持地区的手机号。',
  },
  'captcha-expired': {
    en: 'That captcha has expired. Here is a new one.',
    zh: '人机验证已过期，已为您更换。',
  },
  'captcha-wrong': {
    en: 'That did not match the captcha. Here is a new one.',
    zh: '人机验证未通过，已为您更换。',
  },
  registered: {
    en: 'This number already has an account. Sign in instead.',
    zh: '该手机号已注册，请直接登录。',
  },
  'not-registered': {
    en: 'This number has no account yet. Check it, or create an account.',
    zh: '该手机号尚未注册。请检查号码，或先注册。',
  },
  'too-frequent': {
    en: ({ retryAfterSeconds = 60 }) =>
      `That was too often. Try again in ${inWords('en', retryAfterSeconds)}.`,
    zh: ({ retryAfterSeconds = 60 }) =>
      `操作过于频繁，请${inWords('zh', retryAfterSeconds)}后再试。`,
  },
  'sms-failed': {
    en: 'The SMS could not be sent. Try again in a moment.',
    zh: '短信发送失败，请稍后再试。',
  },
  'sms-code-wrong': {
    en: ({ triesLeft = 0 }) =>
      `That is not the code in the SMS. ${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left.`,
    zh: ({ triesLeft = 0 }) => `短信验证码不正确，还可以试${triesLeft}次。`,
  },
  'sms-code-expired': {
    en: 'That code expired, was used, or is not the last one you asked for. Ask for a new one.',
    zh: '短信验证码已过期、已使用，或不是最新的一条。请重新获取。',
  },
  'sms-code-dead': {
    en: 'Too many wrong codes. Go back and ask for a new SMS.',
    zh: '短信验证码错误次数过多，请返回重新获取。',
  },
  'cookies-needed': {
    en: 'This browser did not send our cookie back. Allow cookies for this site, then ask for a new code.',
    zh: '浏览器没有带回本站的Cookie。请允许本站使用Cookie，然后重新获取短信验证码。',
  },
  'password-short': {
    en: ({ limit }) => `Use at least ${limit} characters.`,
    zh: ({ limit }) => `密码至少需要${limit}个字符。`,
  },
  'password-long': {
    en: ({ limit }) => `Use at most ${limit} characters.`,
    zh: ({ limit }) => `密码最多${limit}个字符。`,
  },
  'password-common': {
    en: 'That password is among the first that are guessed. Choose another.',
    zh: '这个密码太容易被猜到，请换一个。',
  },
  'password-wrong': {
    en: 'That is not your current password. Check it and try again.',
    zh: '当前密码不正确，请检查后重试。',
  },
  'credentials-wrong': {
    en: 'That number and password do not belong together. Check both and try again.',
    zh: '手机号或密码不正确，请检查后重试。',
  },
  'signed-out': {
    en: 'You are not signed in any more. Sign in and try again.',
    zh: '登录已失效，请登录后重试。',
  },
  'store-down': {
    en: 'We cannot do that right now. Nothing you typed is lost: try again in a moment.',
    zh: '暂时无法处理，您填写的内容不会丢失，请稍后再试。',
  },
  internal: {
    en: 'Something went wrong on our side. Try again in a moment.',
    zh: '我们这边出了点问题，请稍后再试。',
  },
  ...OPERATORS,
};

const UNITS = {
  second: { en: 'second', zh: '秒' },
  minute: { en: 'minute', zh: '分钟' },
  hour: { en: 'hour', zh: '小时' },
};

/** `90 seconds`, `5 minutes`, `2小时`: never shorter than it is. */
export function inWords(language: Language, seconds: number): string {
  if (seconds < 120) return counted(language, seconds, 'second');
  if (seconds < 7_200) return counted(language, Math.ceil(seconds / 60), 'minute');
  return counted(language, Math.ceil(seconds / 3_600), 'hour');
}

function counted(language: Language, count: number, unit: keyof typeof UNITS): string {
  const noun = UNITS[unit][language];
  if (language === 'zh') return `${count}${noun}`;
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

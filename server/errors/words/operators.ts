import type { Language } from '../../language';
import type { Words } from '../words';

type Reason = 'not-operator' | 'lever-scope' | 'lever-budget' | 'filter-prefix';

/** What only /ops says: its characters are in the fonts of /ops. */
export const OPERATORS: Record<Reason, Record<Language, Words>> = {
  'not-operator': {
    en: 'Your account may not see this page. Who runs this site can make it an operator.',
    zh: '您的账号无权查看此页面。网站管理者可以将其设为管理员。',
  },
  'lever-scope': {
    en: 'Write two letters of a country, such as CN, or how numbers begin, such as +8617612. To let pass, only the latter.',
    zh: '请输入两位国家代码，例如CN，或号码开头，例如+8617612；放行只能用号码开头。',
  },
  'lever-budget': {
    en: 'Write the money of an hour and of a day, such as 25/1h 100/24h.',
    zh: '请按示例的写法输入每小时和每天的金额。',
  },
  'filter-prefix': {
    en: ({ limit }) =>
      `Write how the numbers begin: + and at least ${limit} digits, such as +8617612.`,
    zh: ({ limit }) => `请输入号码开头：+和至少${limit}位数字，例如+8617612。`,
  },
};

import { type CcpAccount, type CcpMessage, checkRequest } from './ccp-rules';
import { demand, type Behaviour as Of, SmsDouble } from './sms-double';

export type { CcpMessage };

/** A status code such as `160038` refuses. */
type StatusCode = `${number}`;
export type Behaviour = Of<CcpMessage, StatusCode>;
export type CcpDouble = Awaited<ReturnType<typeof startCcpDouble>>;

export const SENT = JSON.stringify({
  statusCode: '000000',
  // The space is in the service's own documentation.
  templateSMS: {
    dateCreated: '20130201155306',
    smsMessageSid: ' ff8080813c373cab013c94b0f0512345',
  },
});

/** The customer's, where nothing else is said. */
const ACCOUNT: CcpAccount = {
  accountSid: 'aaf98f8900000000000000000000abcd',
  authToken: '0123456789abcdef0123456789abcdef',
  appId: '8a216da80000000000000000000abcde',
  templateId: '1',
};

/**
 * A Yuntongxun on 127.0.0.1 that takes and refuses TemplateSMS as the real one does, with its status
 * codes. Where its documentation is silent, this is the stricter of the two.
 */
export async function startCcpDouble(options: Partial<CcpAccount> & { now?: () => Date } = {}) {
  const { now = () => new Date(), ...account } = { ...ACCOUNT, ...options };
  const taken = new Set<string>();
  const environment = (url: string) => ({
    SMS_ROUTES: '*=ccp',
    CCP_ACCOUNT_SID: account.accountSid,
    CCP_AUTH_TOKEN: account.authToken,
    CCP_APP_ID: account.appId,
    CCP_TEMPLATE_ID: account.templateId,
    CCP_BASE_URL: url,
    ...(account.noticeTemplateId && { CCP_NOTICE_TEMPLATE_ID: account.noticeTemplateId }),
  });
  type Environment = ReturnType<typeof environment>;
  const double = new SmsDouble<CcpMessage, StatusCode, Environment>({
    check(request, body) {
      const message = checkRequest(request, body, account, now());
      demand(!taken.has(idOf(message)), '160054');
      return message;
    },
    taken: (message) => message.reqId && taken.add(idOf(message)),
    sent: () => ({ body: SENT }),
    refused: (statusCode) => ({ body: JSON.stringify({ statusCode, statusMsg: '请求被拒绝' }) }),
    environment,
  });
  return double.listen();
}

/** A `reqId` is good once a day, and the day is China's. */
function idOf({ reqId, at }: CcpMessage): string {
  return `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)} ${reqId}`;
}

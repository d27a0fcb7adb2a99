import type { IncomingMessage } from 'node:http';
import { type AliyunKey, checkV1, checkV3 } from './aliyun-signatures';
import { demand, type Reply, SmsDouble } from './sms-double';

export interface AliyunAccount extends AliyunKey {
  signName: string;
  /** Of `code` and `minutes`. */
  templateZh: string;
  templateEn: string;
  /** Of no variables. */
  notice: string;
}

/** As it was on the wire. */
export interface AliyunMessage {
  to: string;
  template: string;
  /** Both empty in a notice. */
  code: string;
  minutes: string;
  outId: string | null;
  signature: 'v1' | 'v3';
}

export type AliyunDouble = SmsDouble<AliyunMessage>;

/** An Aliyun Dysms on 127.0.0.1 that takes and refuses SendSms 2017-05-25 as the real one does. */
export function startAliyunDouble(
  options: AliyunAccount & { now?: () => Date },
): Promise<AliyunDouble> {
  const { now = () => new Date(), ...account } = options;
  const nonces = new Set<string>();
  const double = new SmsDouble<AliyunMessage>({
    check(request, body) {
      const isV3 = request.headers.authorization?.startsWith('ACS3-HMAC-SHA256 ');
      const { parameters, nonce } = (isV3 ? checkV3 : checkV1)(request, body, account, now());
      demand(!nonces.has(nonce), 'SignatureNonceUsed');
      nonces.add(nonce);
      checkAction(request, parameters, isV3);
      return checkMessage(parameters, account, isV3 ? 'v3' : 'v1');
    },
    sent: () => answer(200, 'OK', { BizId: '900619746936498440^0' }),
    refused,
    environment: (url) => ({
      SMS_ROUTES: '*=aliyun',
      ALIYUN_ACCESS_KEY_ID: account.id,
      ALIYUN_ACCESS_KEY_SECRET: account.secret,
      ALIYUN_SIGN_NAME: account.signName,
      ALIYUN_TEMPLATE_ZH: account.templateZh,
      ALIYUN_TEMPLATE_EN: account.templateEn,
      ALIYUN_NOTICE_TEMPLATE: account.notice,
      ALIYUN_BASE_URL: url,
    }),
  });
  return double.listen();
}

/** The service answers 200 whatever it says; the gateway before it has statuses. */
function refused(code: string): Reply {
  const special: Record<string, number> = {
    ServiceUnavailable: 503,
    'InvalidAccessKeyId.NotFound': 404,
    'InvalidAction.NotFound': 404,
  };
  return answer(special[code] ?? (/^is[pv]\./.test(code) ? 200 : 400), code);
}

function answer(status: number, Code: string, more = {}): Reply {
  const RequestId = 'F655A8D5-B967-440B-8683-DAD6FF8DE990';
  return { status, body: JSON.stringify({ Message: Code, RequestId, Code, ...more }) };
}

function checkAction(request: IncomingMessage, parameters: URLSearchParams, isV3?: boolean): void {
  const { 'x-acs-action': action, 'x-acs-version': version } = request.headers;
  demand((isV3 ? action : parameters.get('Action')) === 'SendSms', 'InvalidAction.NotFound');
  demand((isV3 ? version : parameters.get('Version')) === '2017-05-25', 'InvalidVersion');
}

function checkMessage(
  parameters: URLSearchParams,
  account: AliyunAccount,
  signature: 'v1' | 'v3',
): AliyunMessage {
  const to = parameters.get('PhoneNumbers') ?? '';
  demand(to.split(',').length <= 1000, 'isv.MOBILE_COUNT_OVER_LIMIT');
  const mainland = /^(\+86|0086|86)?1[3-9]\d{9}$/;
  demand(mainland.test(to) || /^[1-9]\d{7,14}$/.test(to), 'isv.MOBILE_NUMBER_ILLEGAL');
  demand(parameters.get('SignName') === account.signName, 'isv.SMS_SIGNATURE_ILLEGAL');
  const template = parameters.get('TemplateCode') ?? '';
  const templates = [account.templateZh, account.templateEn, account.notice];
  demand(templates.includes(template), 'isv.SMS_TEMPLATE_ILLEGAL');
  const isNotice = template === account.notice;
  // The service passes over variables the template has not.
  demand(!isNotice || !parameters.has('TemplateParam'), 'isv.INVALID_PARAMETERS');
  const { code, minutes } = isNotice
    ? { code: '', minutes: '' }
    : templateParam(parameters.get('TemplateParam') ?? '');
  return { to, template, code, minutes, outId: parameters.get('OutId'), signature };
}

function templateParam(json: string): { code: string; minutes: string } {
  const { code, minutes, ...more } = parse(json);
  demand(code && minutes, 'isv.TEMPLATE_MISSING_PARAMETERS');
  // The service passes over variables the template has not, and takes numbers.
  demand(Object.keys(more).length === 0, 'isv.INVALID_PARAMETERS');
  demand(typeof code === 'string' && typeof minutes === 'string', 'isv.INVALID_PARAMETERS');
  demand(!/https?:|www\./.test(code + minutes), 'isv.PARAM_NOT_SUPPORT_URL');
  return { code, minutes };
}

function parse(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {}
  demand(typeof value === 'object' && value && !Array.isArray(value), 'isv.INVALID_JSON_PARAM');
  return value as Record<string, unknown>;
}

import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { demand, type Reply, SmsDouble } from './sms-double';

export interface TencentAccount {
  id: string;
  key: string;
  appId: string;
  signName: string;
  /** Of two variables. */
  templateZh: string;
  templateEn: string;
  /** Of no variables. */
  notice: string;
}

/** As it was on the wire. */
export interface TencentMessage {
  to: string;
  template: string;
  /** Both empty in a notice. */
  code: string;
  minutes: string;
  context?: unknown;
}

export type TencentDouble = SmsDouble<TencentMessage>;

const TOLERANCE_SECONDS = 300;
const KNOWN_FIELDS =
  'PhoneNumberSet SmsSdkAppId TemplateId SignName TemplateParamSet SessionContext ExtendCode SenderId';

/** A Tencent Cloud SMS on 127.0.0.1 that takes and refuses SendSms 2021-01-11 as the real one does. */
export function startTencentDouble(
  options: TencentAccount & { now?: () => Date },
): Promise<TencentDouble> {
  const { now = () => new Date(), ...account } = options;
  const double = new SmsDouble<TencentMessage>({
    check(request, body) {
      checkSignature(request, body, account, now());
      checkAction(request);
      return checkMessage(body, account);
    },
    sent: (message) => ({ body: status(message, 'Ok', '2019:538884216543210987') }),
    refused,
    environment: (url) => ({
      SMS_ROUTES: '*=tencent',
      TENCENT_SECRET_ID: account.id,
      TENCENT_SECRET_KEY: account.key,
      TENCENT_SMS_APP_ID: account.appId,
      TENCENT_SIGN_NAME: account.signName,
      TENCENT_TEMPLATE_ZH: account.templateZh,
      TENCENT_TEMPLATE_EN: account.templateEn,
      TENCENT_NOTICE_TEMPLATE: account.notice,
      TENCENT_BASE_URL: url,
    }),
  });
  return double.listen();
}

/** What is wrong with one number stands beside that number, the rest in place of an answer. */
function refused(code: string, message?: TencentMessage): Reply {
  const ofNumber = /^(LimitExceeded|FailedOperation|InvalidParameterValue|UnsupportedOperation)\./;
  if (message && ofNumber.test(code)) return { body: status(message, code, '') };
  return { body: response({ Error: { Code: code, Message: 'refused' } }) };
}

function status({ to, context = '' }: TencentMessage, Code: string, SerialNo: string): string {
  const Message = Code === 'Ok' ? 'send success' : 'refused';
  const more = { Fee: SerialNo ? 1 : 0, SessionContext: context, IsoCode: 'CN' };
  return response({ SendStatusSet: [{ SerialNo, PhoneNumber: to, Code, Message, ...more }] });
}

function response(parts: object): string {
  const RequestId = 'a0aabda6-cf91-4f3e-a81f-9198114a2279';
  return JSON.stringify({ Response: { ...parts, RequestId } });
}

function checkSignature(
  request: IncomingMessage,
  body: string,
  account: TencentAccount,
  now: Date,
) {
  const {
    authorization = '',
    host: named,
    'content-type': type,
    'x-tc-timestamp': time,
  } = request.headers;
  const [, id, date, signature] =
    /^TC3-HMAC-SHA256 Credential=(\S+)\/(\d{4}-\d\d-\d\d)\/sms\/tc3_request, SignedHeaders=content-type;host, Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  demand(signature && date, 'AuthFailure.InvalidAuthorization');
  demand(id === account.id, 'AuthFailure.SecretIdNotFound');
  demand(/^\d{10}$/.test(String(time)), 'InvalidParameter');
  const apart = Math.abs(now.getTime() / 1000 - Number(time));
  demand(apart <= TOLERANCE_SECONDS, 'AuthFailure.SignatureExpire');
  const day = new Date(Number(time) * 1000).toISOString().slice(0, 10);
  demand(date === day, 'AuthFailure.SignatureFailure');

  // Its own client signs the name alone; the real service is at no port that would be named.
  const host = named?.replace(/:\d+$/, '');
  const canonical = `POST\n/\n\ncontent-type:${type}\nhost:${host}\n\ncontent-type;host\n${sha256(body)}`;
  const text = `TC3-HMAC-SHA256\n${time}\n${date}/sms/tc3_request\n${sha256(canonical)}`;
  const dateKey = createHmac('sha256', `TC3${account.key}`).update(date).digest();
  const serviceKey = createHmac('sha256', dateKey).update('sms').digest();
  const signingKey = createHmac('sha256', serviceKey).update('tc3_request').digest();
  const right = createHmac('sha256', signingKey).update(text).digest('hex');
  demand(signature === right, 'AuthFailure.SignatureFailure');
}

function checkAction({ method, url, headers }: IncomingMessage): void {
  demand(method === 'POST' && url === '/', 'InvalidParameter');
  demand(headers['content-type']?.startsWith('application/json'), 'InvalidParameter');
  demand(headers['x-tc-action'] === 'SendSms', 'InvalidAction');
  demand(headers['x-tc-version'] === '2021-01-11', 'NoSuchVersion');
  const regions = ['ap-beijing', 'ap-guangzhou', 'ap-nanjing', 'ap-singapore'];
  demand(regions.includes(String(headers['x-tc-region'])), 'UnsupportedRegion');
}

function checkMessage(body: string, account: TencentAccount): TencentMessage {
  const fields = JSON.parse(body);
  const known = KNOWN_FIELDS.split(' ');
  demand(
    Object.keys(fields).every((name) => known.includes(name)),
    'UnknownParameter',
  );
  const { PhoneNumberSet: to, TemplateParamSet: values, TemplateId: template } = fields;
  demand(Array.isArray(to) && to.length === 1, 'InvalidParameterValue.IncorrectPhoneNumber');
  const form = /^\+(861[3-9]\d{9}|(?!86)[1-9]\d{6,14})$/;
  demand(form.test(to[0]), 'InvalidParameterValue.IncorrectPhoneNumber');
  demand(fields.SmsSdkAppId === account.appId, 'InvalidParameterValue.SdkAppIdNotExist');
  const signed = fields.SignName === account.signName;
  demand(signed, 'FailedOperation.SignatureIncorrectOrUnapproved');
  const templates = [account.templateZh, account.templateEn, account.notice];
  demand(templates.includes(template), 'FailedOperation.TemplateIncorrectOrUnapproved');
  checkValues(values, template === account.notice ? 0 : 2);
  const context = fields.SessionContext;
  demand(context === undefined || Buffer.byteLength(context) < 512, 'InvalidParameterValue');
  const [code = '', minutes = ''] = values;
  return { to: to[0], template, code, minutes, context };
}

/** A template for codes takes digits only, six at most. */
function checkValues(values: unknown, count: number): asserts values is string[] {
  const right = Array.isArray(values) && values.length === count;
  demand(right, 'InvalidParameterValue.TemplateParameterFormatError');
  const digits = values.every((value) => typeof value === 'string' && /^\d{0,6}$/.test(value));
  demand(digits, 'InvalidParameterValue.TemplateParameterFormatError');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

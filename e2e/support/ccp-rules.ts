import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { demand, Refused } from './sms-double';

export interface CcpAccount {
  accountSid: string;
  authToken: string;
  appId: string;
  templateId: string;
  /** Of no variables. */
  noticeTemplateId?: string;
}

/** As it was on the wire. */
export interface CcpMessage {
  to: string;
  template: string;
  /** Both empty in a notice. */
  code: string;
  minutes: string;
  reqId?: string;
  at: Date;
}

/** The service forgives 24 hours; ten minutes also catch a clock of another time zone. */
const TIMESTAMP_TOLERANCE_MILLISECONDS = 600_000;

/** Reads a TemplateSMS request; throws `Refused` where Yuntongxun refuses. */
export function checkRequest(
  request: IncomingMessage,
  body: string,
  account: CcpAccount,
  now: Date,
) {
  const url = new URL(request.url ?? '', 'http://ccp');
  checkDoor(request, url.pathname, account);
  const timestamp = checkAuthorization(request.headers.authorization, account, now);
  const signed = account.accountSid + account.authToken + timestamp;
  demand(url.searchParams.get('sig'), '111108');
  demand(url.search === `?sig=${md5(signed).toUpperCase()}`, '111109');
  demand(request.headers.accept === 'application/json', '160031');
  demand(request.headers['content-type'] === 'application/json;charset=utf-8', '160031');
  demand(body && request.headers['content-length'], '160030');
  return checkMessage(body, account, now);
}

function checkDoor({ method }: IncomingMessage, pathname: string, account: CcpAccount): void {
  const [, version, accounts, sid, ...resource] = pathname.split('/');
  demand(method === 'POST' && accounts === 'Accounts', '111100');
  demand(resource.join('/') === 'SMS/TemplateSMS', '111100');
  demand(version === '2013-12-26', '111110');
  demand(sid === account.accountSid, '111141');
}

function checkAuthorization(header = '', { accountSid }: CcpAccount, now: Date): string {
  demand(header, '111101');
  const plain = Buffer.from(header, 'base64').toString();
  demand(Buffer.from(plain).toString('base64') === header, '111102');
  const [sid, timestamp = '', ...more] = plain.split(':');
  demand(more.length === 0 && timestamp, '111103');
  demand(sid === accountSid, '111107');
  const [, date, hours, minutes, seconds] = /^(\d{8})(\d\d)(\d\d)(\d\d)$/.exec(timestamp) ?? [];
  demand(date, '111113');
  const day = date.replace(/(....)(..)(..)/, '$1-$2-$3');
  const time = Date.parse(`${day}T${hours}:${minutes}:${seconds}+08:00`);
  demand(time, '111113');
  demand(Math.abs(now.getTime() - time) <= TIMESTAMP_TOLERANCE_MILLISECONDS, '111106');
  return timestamp;
}

function checkMessage(body: string, account: CcpAccount, at: Date): CcpMessage {
  const { to, appId, templateId, datas, reqId, ...unknown } = parse(body);
  // The service passes over fields it does not know; nothing but the message is its business.
  demand(Object.keys(unknown).length === 0 && !body.includes(account.authToken), '160031');
  checkRecipients(to);
  demand(appId === account.appId, appId ? '111181' : '111169');
  // The service also takes a number here.
  demand(typeof templateId === 'string' && /^\d+$/.test(templateId), '160057');
  const isNotice = templateId === account.noticeTemplateId;
  demand(isNotice || templateId === account.templateId, '160043');
  demand(Array.isArray(datas) && datas.every((data) => typeof data === 'string'), '160031');
  demand(datas.length === (isNotice ? 0 : 2), '160052');
  demand(isNotice || /^\d+ \d+$/.test(datas.join(' ')), '160069');
  checkRequestId(reqId);
  const [code = '', minutes = ''] = datas;
  return { to, template: templateId, code, minutes, reqId, at };
}

function checkRequestId(reqId: unknown): asserts reqId is string | undefined {
  if (reqId === undefined) return;
  demand(typeof reqId === 'string' && /^[0-9a-z]+$/i.test(reqId), '160031');
  demand(reqId.length <= 32, '160055');
}

function parse(body: string): Record<string, unknown> {
  try {
    const value = JSON.parse(body);
    if (typeof value === 'object' && value && !Array.isArray(value)) return value;
  } catch {}
  throw new Refused('160031');
}

function checkRecipients(to: unknown): asserts to is string {
  demand(to, '160044');
  demand(typeof to === 'string', '160031');
  const numbers = to.split(',');
  demand(numbers.length <= 200, '160048');
  for (const number of numbers) {
    // A new account may not send abroad.
    demand(!/^\+(?!86)[1-9]\d{6,14}$/.test(number), '160058');
    demand(/^1[3-9]\d{9}$/.test(number), '160042');
  }
}

function md5(value: string): string {
  return createHash('md5').update(value).digest('hex');
}

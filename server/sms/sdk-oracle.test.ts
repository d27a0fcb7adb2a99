import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, LookupFunction } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAliyunDouble } from '#e2e/support/aliyun-double';
import { ACCOUNTS } from '#e2e/support/sms-senders';
import { startTencentDouble } from '#e2e/support/tencent-double';
import { startTwilioDouble } from '#e2e/support/twilio-double';
import { startWebhookDouble } from '#e2e/support/webhook-double';
import { webhook } from './webhook';

/** The providers' own clients are CommonJS. */
const load = createRequire(import.meta.url);
const spent: { stop(): Promise<unknown> }[] = [];

beforeEach(() => vi.stubEnv('TZ', 'America/New_York'));
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(spent.splice(0).map((server) => server.stop()));
});

describe('the double of Aliyun takes what Aliyun’s clients send', () => {
  test('pop-core, POST and GET, signature version 1', async () => {
    const double = await kept(startAliyunDouble(ACCOUNTS.aliyun));
    const Client = load('@alicloud/pop-core');
    const { id: accessKeyId, secret: accessKeySecret } = ACCOUNTS.aliyun;
    const client = new Client({
      ...{ accessKeyId, accessKeySecret, endpoint: double.url },
      apiVersion: '2017-05-25',
    });
    for (const method of ['POST', 'GET']) {
      expect(await client.request('SendSms', aliyunSms(), { method })).toMatchObject({
        Code: 'OK',
      });
    }
    expect(double.messages).toEqual([aliyunMessage('v1'), aliyunMessage('v1')]);
  });

  test('dysmsapi20170525, signature version 3', async () => {
    const double = await kept(startAliyunDouble(ACCOUNTS.aliyun));
    const { default: Client, SendSmsRequest } = load('@alicloud/dysmsapi20170525');
    const { body } = await new Client(aliyunConfig(double.url)).sendSms(
      new SendSmsRequest(lowerCamel(aliyunSms())),
    );
    expect(body).toMatchObject({ code: 'OK', bizId: '900619746936498440^0' });
    expect(double.messages).toEqual([aliyunMessage('v3')]);
  });

  test('its general client, signature version 3 of a form, which is what we send', async () => {
    const double = await kept(startAliyunDouble(ACCOUNTS.aliyun));
    const { default: Client, $OpenApiUtil } = load('@alicloud/openapi-core');
    const { body } = await new Client(aliyunConfig(double.url)).callApi(
      new $OpenApiUtil.Params({
        ...{ action: 'SendSms', version: '2017-05-25', protocol: 'HTTP', pathname: '/' },
        ...{
          method: 'POST',
          authType: 'AK',
          style: 'RPC',
          reqBodyType: 'formData',
          bodyType: 'json',
        },
      }),
      new $OpenApiUtil.OpenApiRequest({ body: aliyunSms() }),
      {},
    );
    expect(body).toMatchObject({ Code: 'OK' });
    expect(double.messages).toEqual([aliyunMessage('v3')]);
  });
});

test('the double of Tencent takes what Tencent’s client sends', async () => {
  const double = await kept(startTencentDouble(ACCOUNTS.tencent));
  const { id: secretId, key: secretKey, ...account } = ACCOUNTS.tencent;
  const { Client } = load('tencentcloud-sdk-nodejs-sms').sms.v20210111;
  // The client signs for the service that the first part of the host names.
  const endpoint = `sms.double.test:${new URL(double.url).port}`;
  const httpProfile = { protocol: 'http://', endpoint, agent: new Agent({ lookup: thisMachine }) };
  const client = new Client({
    credential: { secretId, secretKey },
    region: 'ap-guangzhou',
    profile: { httpProfile },
  });
  const answer = await client.SendSms({
    PhoneNumberSet: ['+8617612345678'],
    SmsSdkAppId: account.appId,
    TemplateId: account.templateZh,
    SignName: account.signName,
    TemplateParamSet: ['048213', '5'],
  });
  expect(answer.SendStatusSet).toMatchObject([{ Code: 'Ok', SerialNo: '2019:538884216543210987' }]);
  expect(double.messages).toMatchObject([{ to: '+8617612345678', code: '048213', minutes: '5' }]);
});

describe('the double of Twilio takes what Twilio’s client sends', () => {
  test.each<[string, string | undefined, object, object]>([
    ['a number', undefined, { from: '+15005550006' }, { from: '+15005550006' }],
    ['a service', 'SK', { messagingServiceSid: ACCOUNTS.twilio.messagingServiceSid }, {}],
  ])('from %s', async (_, key, from, seen) => {
    const double = await kept(startTwilioDouble(ACCOUNTS.twilio));
    const callback = 'https://signup.example.com/api/sms/receipts/twilio/x';
    const more = { validityPeriod: 300, statusCallback: callback };
    const sms = { to: '+14155552671', body: '048213 – 验证码', ...more, ...from };
    const sent = await twilioClient(double.url, key).messages.create(sms);
    expect(sent).toMatchObject({ sid: 'SM0123456789abcdef0123456789abcdef', errorCode: null });
    const expected = { to: sms.to, text: sms.body, validitySeconds: 300, callback, ...seen };
    expect(double.messages).toMatchObject([expected]);
  });

  test('and it refuses so that the client understands why', async () => {
    const double = await kept(startTwilioDouble(ACCOUNTS.twilio));
    const sms = { to: '+15005550009', from: '+15005550006', body: 'x' };
    const creating = twilioClient(double.url).messages.create(sms);
    await expect(creating).rejects.toMatchObject({ code: 21614, status: 400 });
    expect(double.messages).toEqual([]);
  });
});

test('what we send to a gateway is verified by the library of Standard Webhooks', async () => {
  const double = await kept(startWebhookDouble(ACCOUNTS.webhook));
  for (const [name, value] of Object.entries(double.environment)) vi.stubEnv(name, value);
  const gateway = createServer().listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const { port } = gateway.address() as AddressInfo;
  vi.stubEnv('SMS_WEBHOOK_URL', `http://127.0.0.1:${port}`);
  const id = randomUUID().replaceAll('-', '');
  const to = { to: '+8617612345678', country: 'CN', language: 'zh' as const };
  const sending = webhook.send({ id, ...to, code: '048213', minutes: 5, text: '验证码048213' });

  const [request, response] = (await once(gateway, 'request')) as [IncomingMessage, ServerResponse];
  const body = await readText(request);
  response.end();
  await sending;
  gateway.close();
  const { Webhook } = load('standardwebhooks');
  expect(new Webhook(ACCOUNTS.webhook.secret).verify(body, request.headers)).toMatchObject({ id });
});

async function kept<T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  spent.push(started);
  return started;
}

function aliyunSms() {
  return {
    PhoneNumbers: '17612345678',
    SignName: ACCOUNTS.aliyun.signName,
    TemplateCode: ACCOUNTS.aliyun.templateZh,
    TemplateParam: '{"code":"048213","minutes":"5"}',
    OutId: "it's (an) *id*~!",
  };
}

function aliyunMessage(signature: 'v1' | 'v3') {
  const { OutId: outId, TemplateCode: template } = aliyunSms();
  return { to: '17612345678', template, code: '048213', minutes: '5', outId, signature };
}

function aliyunConfig(url: string) {
  const { id: accessKeyId, secret: accessKeySecret } = ACCOUNTS.aliyun;
  const { $OpenApiUtil } = load('@alicloud/openapi-core');
  const endpoint = new URL(url).host;
  return new $OpenApiUtil.Config({ accessKeyId, accessKeySecret, endpoint, protocol: 'HTTP' });
}

function lowerCamel(fields: Record<string, string>): Record<string, string> {
  const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [lower(name), value]));
}

/** Twilio's client has no setting for its address; its HTTP part can be replaced. */
function twilioClient(url: string, key?: string) {
  const { accountSid, authToken, apiKey, apiSecret } = ACCOUNTS.twilio;
  const create = load('twilio');
  class HttpClient extends create.RequestClient {
    request(options: { uri: string }) {
      const { pathname } = new URL(options.uri);
      return super.request({ ...options, uri: url + pathname });
    }
  }
  const httpClient = new HttpClient();
  if (key) return create(apiKey, apiSecret, { accountSid, httpClient });
  return create(accountSid, authToken, { httpClient });
}

const thisMachine: LookupFunction = (_, { all }, callback) =>
  all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);

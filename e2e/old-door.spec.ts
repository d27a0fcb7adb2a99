import { randomUUID } from 'node:crypto';
import { cookiesOf, oldClient, picturesUntilRefused } from './support/api';
import { expect, newPerson, test } from './support/test';

test.describe('GET /api/v1_0/image_codes/{image_code_id}', () => {
  test('answers a JPEG that nobody may keep, and stores its answer', async ({ stack }) => {
    const { response, answer } = await oldClient(stack).picture();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 3), ...bytes.slice(-2)]).toEqual([0xff, 0xd8, 0xff, 0xff, 0xd9]);
    expect(answer).toMatch(/^.{4}$/);
    expect(JSON.stringify([...response.headers])).not.toContain(answer);
  });

  for (const id of [
    '1',
    'not-a-uuid',
    '0b6f4c9e-5d0f-4d25-9f0b-3a1f2c9d7e5a0',
    '%00',
    '..%2f..%2fetc',
  ]) {
    test(`anything but a UUID (${id}) is 400 with a JSON error`, async ({ stack }) => {
      const response = await fetch(`${stack.url}/api/v1_0/image_codes/${id}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        errno: '4103',
        errmsg: 'Parameter image_code_id is missing or malformed',
      });
    });
  }

  test("has no second door: Next's image optimiser is not there", async ({ stack }) => {
    const { id } = await oldClient(stack).picture();
    const url = encodeURIComponent(`/api/v1_0/image_codes/${id}`);
    expect((await fetch(`${stack.url}/_next/image?url=${url}&w=640&q=75`)).status).toBe(404);
  });

  test('HEAD draws nothing and overwrites nothing', async ({ stack }) => {
    const { id, answer } = await oldClient(stack).picture();
    const response = await fetch(`${stack.url}/api/v1_0/image_codes/${id}`, { method: 'HEAD' });
    expect(response.status).toBe(405);
    expect(await stack.answerTo(id)).toBe(answer);
  });

  test('the 31st picture of a minute is 429 and says when to try again', async ({ stack }) => {
    const client = oldClient(stack);
    expect(await picturesUntilRefused(() => client)).toBe(30);
    const { response } = await client.picture();
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

test.describe('GET /api/v1_0/sms_codes/{mobile}', () => {
  test('sends the SMS: HTTP 200, errno "0", not cached', async ({ stack }) => {
    const [client, person] = [oldClient(stack), newPerson(stack)];
    const { id, answer } = await client.picture();
    const { response, body } = await client.smsCode(person.mobile, {
      image_code: answer.toLowerCase(),
      image_code_id: id,
    });
    expect(body).toEqual({ errno: '0', errmsg: 'SMS sent successfully' });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await person.code()).toMatch(/^\d{6}$/);
  });

  test('its code and its cookie make a user', async ({ stack }) => {
    const [client, person] = [oldClient(stack), newPerson(stack)];
    const { id, answer } = await client.picture();
    const sent = await client.smsCode(person.mobile, { image_code: answer, image_code_id: id });
    const { mobile, password } = person;
    const cookie = cookiesOf(sent.response);
    const typed = { purpose: 'registration', mobile, smsCode: await person.code() };
    await client.mutate('smsCode.confirm', typed, cookie);
    const made = await client.mutate('registration.register', { mobile, password }, cookie);
    expect(made.response.status).toBe(200);
    expect(made.response.headers.getSetCookie().join()).toMatch(/^session=[\w-]{43}; .*HttpOnly/);
  });

  test('every refusal its clients know is HTTP 200 with its errno', async ({ stack }) => {
    const [client, person] = [oldClient(stack), newPerson(stack)];
    const ask = async (mobile: string, change: Record<string, string> = {}) => {
      const { id, answer } = await client.picture();
      const query = { image_code: answer, image_code_id: id, ...change };
      const { response, body } = await client.smsCode(mobile, query);
      return { status: response.status, retry: response.headers.get('retry-after'), ...body };
    };
    const refusal = (errno: string, errmsg: unknown, retry: unknown = null) => {
      return { status: 200, retry, errno, errmsg };
    };
    expect(await ask(person.mobile, { image_code: '' })).toEqual(
      refusal('4103', 'Parameter image_code is missing or malformed'),
    );
    expect(await ask(person.mobile, { image_code_id: 'x' })).toEqual(
      refusal('4103', 'Parameter image_code_id is missing or malformed'),
    );
    expect(await ask('12345')).toEqual(
      refusal('4103', 'Parameter mobile is not a valid mobile number'),
    );
    expect(await ask(person.mobile, { image_code_id: randomUUID() })).toEqual(
      refusal('4002', 'Captcha code expired'),
    );
    expect(await ask(person.mobile, { image_code: 'XXXX' })).toEqual(
      refusal('4004', 'Invalid captcha code'),
    );
    expect(await ask(person.mobile)).toMatchObject({ errno: '0' });
    expect(await ask(person.mobile)).toEqual(
      refusal(
        '4201',
        expect.stringMatching(/try again in \d+ seconds/),
        expect.stringMatching(/^\d+$/),
      ),
    );
    stack.ccp.answerWith('160050');
    expect(await ask(newPerson(stack).mobile)).toEqual(refusal('4301', 'SMS sending failed'));
  });

  test('HEAD sends nothing and uses up nothing', async ({ stack }) => {
    const [client, person] = [oldClient(stack), newPerson(stack)];
    const { id, answer } = await client.picture();
    const path = `/api/v1_0/sms_codes/${person.mobile}?image_code=${answer}&image_code_id=${id}`;
    expect((await fetch(stack.url + path, { method: 'HEAD' })).status).toBe(405);
    expect(await stack.answerTo(id)).toBe(answer);
    expect(stack.ccp.messages.filter(({ to }) => to === person.mobile)).toEqual([]);
  });
});

test('a registered number is told so: errno 4003', async ({ stack }) => {
  const [client, person] = [oldClient(stack), newPerson(stack)];
  const { mobile, password } = person;
  const ask = async () => {
    const { id, answer } = await client.picture();
    return client.smsCode(mobile, { image_code: answer, image_code_id: id });
  };
  const cookie = cookiesOf((await ask()).response);
  const typed = { purpose: 'registration', mobile, smsCode: await person.code() };
  await client.mutate('smsCode.confirm', typed, cookie);
  await client.mutate('registration.register', { mobile, password }, cookie);
  const { response, body } = await ask();
  expect(response.status).toBe(200);
  expect(body).toEqual({ errno: '4003', errmsg: 'Mobile number already registered' });
});

test.describe('tRPC over HTTP', () => {
  test('a refusal has its status, its reason and its words, and nothing of the inside', async ({
    stack,
  }) => {
    const purpose = 'registration';
    const input = { purpose, mobile: '12345', imageCodeId: randomUUID(), imageCode: 'ACE3' };
    const { response, body } = await oldClient(stack).mutate('smsCode.request', input);
    expect(response.status).toBe(400);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body.error.message).toBe('mobile-invalid');
    expect(body.error.data).toEqual({
      reason: 'mobile-invalid',
      words: 'Enter a mobile number; from abroad with + and its country code.',
      field: 'mobile',
      httpStatus: 400,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
    });
  });

  test('a limit answers 429 with Retry-After', async ({ stack }) => {
    const [client, person] = [oldClient(stack), newPerson(stack)];
    const answers = [];
    for (let i = 0; i < 2; i++) {
      const { id, answer } = await client.picture();
      const typed = { imageCodeId: id, imageCode: answer };
      const input = { purpose: 'registration', mobile: person.mobile, ...typed };
      answers.push((await client.mutate('smsCode.request', input)).response);
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    expect(Number(answers[1]?.headers.get('retry-after'))).toBeGreaterThan(50);
  });

  test("what Next's router asks of pages is nothing to a door: its route answers", async ({
    stack,
  }) => {
    const { SMS_RECEIPTS_SECRET: secret } = stack.configuration;
    const response = await fetch(`${stack.url}/api/sms/receipts/aliyun/${secret}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', RSC: '1' },
      body: '{}',
      redirect: 'manual',
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });

  test('one request cannot carry several calls', async ({ stack }) => {
    const response = await fetch(`${stack.url}/api/trpc/session.current,session.current?batch=1`);
    expect(response.status).toBe(400);
  });

  test('a body of more than 16 KB is refused', async ({ stack }) => {
    const input = { mobile: '1'.repeat(20_000), password: 'x' };
    const { response } = await oldClient(stack).mutate('session.signIn', input);
    expect(response.status).toBe(413);
  });

  for (const type of [
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
  ]) {
    test(`another site's form (${type}) cannot call it`, async ({ stack }) => {
      const response = await fetch(`${stack.url}/api/trpc/session.signOut`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: '{}',
      });
      expect(response.status).toBe(415);
    });
  }
});

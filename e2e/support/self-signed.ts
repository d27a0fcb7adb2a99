import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** An https server on 127.0.0.1 that nobody has a reason to trust. */
export async function startSelfSigned() {
  let requests = 0;
  const server = createServer(selfSignedCertificate(), (_, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * The least that is an X.509 certificate: Node reads them but makes none. Its key is on the curve P-256,
 * since Chromium takes no Ed25519.
 */
export function selfSignedCertificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const name = der(0x30, der(0x31, der(0x30, der(0x06, Buffer.from('550403', 'hex')), utf8('x'))));
  const validity = der(0x30, utcTime('200101000000Z'), utcTime('491231235959Z'));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const number = [der(0xa0, der(0x02, Buffer.of(2))), der(0x02, Buffer.of(1))]; // version 3, serial 1
  const signed = der(0x30, ...number, algorithm, name, validity, name, key);
  const signature = der(0x03, Buffer.of(0), sign('sha256', signed, privateKey));
  const certificate = der(0x30, signed, algorithm, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}

/** A tag, a length and what is in it, which is less than 64 kB. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const { length } = Buffer.concat(parts);
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  const size = length < 128 ? [length] : long;
  return Buffer.concat([Buffer.of(tag, ...size), ...parts]);
}

const utf8 = (value: string) => der(0x0c, Buffer.from(value));
const utcTime = (value: string) => der(0x17, Buffer.from(value));

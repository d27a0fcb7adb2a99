import { createHash, createHmac } from 'node:crypto';

export interface AliyunKey {
  id: string;
  secret: string;
}

/** What a V3 signature is of. `date` is UTC, `yyyy-MM-ddTHH:mm:ssZ`. */
export interface V3Request {
  host: string;
  action: string;
  version: string;
  date: string;
  nonce: string;
  query?: Record<string, string>;
  body: string;
}

/** Signature version 1.0 (RPC style): the parameters, sorted, encoded and signed, as a form body. */
export function signedForm(parameters: Record<string, string>, { id, secret }: AliyunKey): string {
  const form = encode({
    ...parameters,
    AccessKeyId: id,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
  });
  const signature = createHmac('sha1', `${secret}&`)
    .update(`POST&${quote('/')}&${quote(form)}`)
    .digest('base64');
  return `${form}&Signature=${quote(signature)}`;
}

/** Signature version 3 (ACS3-HMAC-SHA256): the headers a POST of `request` needs beside its type. */
export function signedHeaders(request: V3Request, { id, secret }: AliyunKey) {
  const headers = {
    host: request.host,
    'x-acs-action': request.action,
    'x-acs-content-sha256': sha256(request.body),
    'x-acs-date': request.date,
    'x-acs-signature-nonce': request.nonce,
    'x-acs-version': request.version,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = [
    'POST',
    '/',
    encode(request.query ?? {}),
    lines.join(''),
    names,
    sha256(request.body),
  ];
  const signature = createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical.join('\n'))}`)
    .digest('hex');
  const Authorization = `ACS3-HMAC-SHA256 Credential=${id},SignedHeaders=${names},Signature=${signature}`;
  return { ...headers, Authorization };
}

/** `a=b&c=d`, in the order of the names. */
export function encode(parameters: Record<string, string>): string {
  const names = Object.keys(parameters).sort();
  return names.map((name) => `${quote(name)}=${quote(parameters[name] ?? '')}`).join('&');
}

/** RFC 3986: all but letters, digits and `-._~`. */
function quote(text: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

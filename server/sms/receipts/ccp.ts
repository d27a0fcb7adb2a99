import { z } from 'zod';
import { code, ourId, parseJson, type ReceiptFormat, theirId } from './receipt';

const REQUEST = z.object({
  /** 1 is a receipt; 0 is an SMS from a person, whose text is in `content`. */
  smsType: z.coerce.string().pipe(z.literal('1')),
  content: theirId(),
  reqId: ourId(),
  status: z.coerce.string(),
  deliverCode: code(),
});

/** Yuntongxun: one receipt, as JSON or as XML, under `Request`. Not signed. */
export const ccp: ReceiptFormat = {
  read({ body }) {
    const request = body.trimStart().startsWith('<') ? readXml(body) : readJson(body);
    if (!request) return undefined;
    const { data } = REQUEST.safeParse(request);
    if (!data) return [];
    const { content: providerMessageId, reqId: id, status, deliverCode } = data;
    const names = { id, providerMessageId };
    if (status === '0') return [{ ...names, status: 'delivered' }];
    return [{ ...names, status: 'failed', code: deliverCode }];
  },
  answer: () => new Response('ok'),
};

function readJson(body: string): unknown {
  const { data } = z.object({ Request: z.looseObject({}) }).safeParse(parseJson(body));
  return data?.Request;
}

/** Flat elements of ids and codes: nothing we read has entities, attributes or children. */
function readXml(body: string): unknown {
  const [start, end] = [body.indexOf('<Request>'), body.lastIndexOf('</Request>')];
  if (start < 0 || end < start) return undefined;
  const inside = body.slice(start + '<Request>'.length, end);
  const elements = inside.matchAll(/<(\w{1,32})>([^<]*)<\/\1>/g);
  return Object.fromEntries([...elements].map(([, name, value]) => [name, value]));
}

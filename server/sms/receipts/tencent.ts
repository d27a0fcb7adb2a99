import { z } from 'zod';
import { code, ourId, parseJson, type ReceiptFormat, readEach, theirId } from './receipt';

const REPORT = z.object({
  sid: theirId(),
  /** Our id, where it was given as SessionContext and the account echoes it. */
  ext: ourId(),
  report_status: z.enum(['SUCCESS', 'FAIL']),
  errmsg: code(),
});

/** Tencent Cloud SMS: an array of at most 100. Not signed. */
export const tencent: ReceiptFormat = {
  read: ({ body }) =>
    readEach(parseJson(body), (item) => {
      const { data } = REPORT.safeParse(item);
      if (!data) return undefined;
      const names = { id: data.ext, providerMessageId: data.sid };
      if (data.report_status === 'SUCCESS') return { ...names, status: 'delivered' };
      return { ...names, status: 'failed', code: data.errmsg };
    }),
  answer: () => Response.json({ result: 0, errmsg: 'OK' }),
};

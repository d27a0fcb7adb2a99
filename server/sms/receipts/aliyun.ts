import { z } from 'zod';
import { code, ourId, parseJson, type ReceiptFormat, readEach, theirId } from './receipt';

const REPORT = z.object({
  biz_id: theirId(),
  /** Our id, where it was given as OutId. */
  out_id: ourId(),
  success: z.boolean(),
  err_code: code(),
});

/** Aliyun SmsReport over HTTP: an array. Not signed. */
export const aliyun: ReceiptFormat = {
  read: ({ body }) =>
    readEach(parseJson(body), (item) => {
      const { data } = REPORT.safeParse(item);
      if (!data) return undefined;
      const names = { id: data.out_id, providerMessageId: data.biz_id };
      if (data.success) return { ...names, status: 'delivered' };
      return { ...names, status: 'failed', code: data.err_code };
    }),
  answer: () => Response.json({ code: 0, msg: '接收成功' }),
};

import type { Kv } from '#db/kv';
import type { Db } from '#db/postgres';
import { storeDown } from '#db/store-down';
import { storeFailuresTotal } from '../metrics';
import { begin, span } from '../tracing';

type Middleware = Parameters<Kv['use']>[0];
type Send = Db['$client']['unsafe'];

/** Makes every request to the key-value store a step of the trace, and counts those that failed. */
export function watchKv(kv: Kv): Kv {
  // biome-ignore lint/suspicious/noExplicitAny: the client's generic reply type is chosen by its caller
  kv.use(async (request, next): Promise<any> => {
    const [name, attributes] = summaryOfCommands(request);
    return span(name, attributes, () => next(request)).catch((error) => {
      countFailure(error);
      throw error;
    });
  });
  return kv;
}

/** The same for statements. */
export function watchDb(db: Db): Db {
  const client = db.$client;
  const send = client.unsafe.bind(client);
  const watched = (...statement: Parameters<Send>) => {
    const end = begin(...summaryOfStatement(statement[0]));
    const query = send(...statement);
    const fail = (error: unknown) => {
      countFailure(error);
      end(error);
    };
    query.then(() => end(), fail);
    return query;
  };
  client.unsafe = watched as Send;
  return db;
}

/** Of commands only their names: keys hold numbers. */
function summaryOfCommands({ path, body }: Parameters<Middleware>[0]) {
  const commands = (path ? body : [body]) as unknown[][];
  const names = commands.map(([name]) => String(name).toUpperCase());
  const attributes = {
    'db.system.name': 'redis',
    'db.operation.name': names.join(' '),
    'db.operation.batch.size': names.length,
  };
  return [`kv ${names[0]}${names.length > 1 ? ' …' : ''}`, attributes] as const;
}

/** Of a statement what it does to which table. */
function summaryOfStatement(text: string) {
  const operation = /\b(insert|update|delete|select)\b/i.exec(text)?.[1]?.toUpperCase() ?? 'OTHER';
  const table = /\b(?:into|update|from)\s+"?([a-z_]+)/i.exec(text)?.[1] ?? '';
  const attributes = {
    'db.system.name': 'postgresql',
    'db.operation.name': operation,
    'db.collection.name': table,
  };
  return [`postgres ${operation} ${table}`.trim(), attributes] as const;
}

function countFailure(error: unknown): void {
  const store = storeDown(error);
  if (store) storeFailuresTotal.inc({ store });
}

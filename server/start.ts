import { migratePostgres } from '#db/postgres';
import { env } from './env';
import { policy } from './policy';

/**
 * What has to be true before the first request: the configuration is complete, the database is
 * there and up to date. In development, brings up the embedded PostgreSQL first.
 * Throws an `Error` whose message says what to mend.
 */
export async function start(): Promise<void> {
  if (process.env.NODE_ENV === 'production') refuseUnknownServer();
  else await startEmbedded();
  policy();
  const { DATABASE_URL = '' } = env();
  await migratePostgres(DATABASE_URL);
}

/** A bare `next start` believes any X-Forwarded-For; every limit by address would be void. */
function refuseUnknownServer(): void {
  if (process.env.GATEHOUSE_SERVER || env().VERCEL) return;
  throw new Error('Start Gatehouse with `npm start`: `next start` cannot tell visitors apart.');
}

async function startEmbedded(): Promise<void> {
  if (process.env.DATABASE_URL) return;
  const { startEmbeddedPostgres } = await import('./embedded/postgres');
  const { url } = await startEmbeddedPostgres({ folder: '.gatehouse/postgres' });
  process.env.DATABASE_URL = url;
  const { PUBLIC_URL } = env();
  console.log(`\n   Register   ${PUBLIC_URL}/register\n   SMS inbox  ${PUBLIC_URL}/dev/inbox\n`);
}

import { migratePostgres } from '#db/postgres';
import { storeDown } from '#db/store-down';
import { every, onStop } from './background';
import { warmUp } from './captcha';
import { checkEnv, env } from './env';
import { startDelivery } from './events';
import { exposeGauges } from './gauges';
import { policy } from './policy';
import { startRetention } from './retention';
import { requiredBySenders, settleCrashed } from './sms';
import { flushTallies } from './tally';

/**
 * Makes true what has to be before the first request: the configuration is complete, the database
 * is there and up to date. In development, brings up the embedded PostgreSQL first. Otherwise says
 * what to mend and ends the process: Next would go on and serve.
 */
export async function start(): Promise<void> {
  await prepare().catch((error: Error) => {
    console.error(`\n${error.message}\n`);
    process.exit(1);
  });
  (globalThis as { gatehouseStarted?: () => void }).gatehouseStarted?.();
}

async function prepare(): Promise<void> {
  if (process.env.NODE_ENV === 'production') refuseUnknownServer();
  else await startEmbedded();
  policy();
  checkEnv(requiredBySenders());
  // Modules that most do without.
  if (env().OTEL_EXPORTER_OTLP_ENDPOINT) (await import('./trace-export')).startTracing();
  const { DATABASE_URL = '' } = env();
  await migratePostgres(DATABASE_URL).catch(refuseMissingDatabase);
  await settleCrashed();
  exposeGauges();
  // In development the first page is being compiled meanwhile.
  if (process.env.NODE_ENV === 'production') void warmUp();
  // There a process sleeps between requests; the commands of the same names do it.
  if (!env().VERCEL) startWorkInBackground();
  if (process.env.NODE_ENV !== 'production') sayWhereToGo();
}

function startWorkInBackground(): void {
  every(policy().TALLY_FLUSH, 'tallies', flushTallies);
  onStop(flushTallies);
  startDelivery();
  startRetention();
}

function sayWhereToGo(): void {
  const { PUBLIC_URL, SMS_ROUTES } = env();
  const hasInbox = Object.values(SMS_ROUTES).flat().includes('inbox');
  const inbox = hasInbox ? `   SMS inbox  ${PUBLIC_URL}/dev/inbox\n` : '';
  console.log(`\n   Register   ${PUBLIC_URL}/register\n${inbox}`);
}

function refuseMissingDatabase(error: Error & { code?: string }): never {
  if (!storeDown(error)) throw error;
  throw new Error(`Gatehouse cannot start: no PostgreSQL answers at DATABASE_URL (${error.code})`);
}

/** A bare `next start` believes any X-Forwarded-For; every limit by address would be void. */
function refuseUnknownServer(): void {
  if (process.env.GATEHOUSE_SERVER || env().VERCEL) return;
  throw new Error('Start Gatehouse with npm start: next start cannot tell visitors apart.');
}

async function startEmbedded(): Promise<void> {
  if (process.env.DATABASE_URL) return;
  const { startEmbeddedPostgres } = await import('./embedded/postgres');
  const { url } = await startEmbeddedPostgres({ folder: '.gatehouse/postgres' });
  process.env.DATABASE_URL = url;
}

import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { storeDown } from '#db/store-down';
import { loadEnvFile } from './env';
import { Refusal } from './errors';
import { Mistake } from './mistake';

const DEVELOPMENT_FOLDER = '.gatehouse/postgres';

/**
 * Runs a command of `npm run`: `work` gets what was typed and who typed it, as the audit log names
 * them, and returns what to print. The process ends with 0 where it was done, 2 where it was
 * mistyped (a `Mistake`), else 1.
 */
export async function runCommand(
  work: (args: string[], actor: string) => Promise<string>,
): Promise<void> {
  try {
    loadEnvFile();
    if (process.env.NODE_ENV !== 'production') await joinEmbedded();
    console.log(await work(process.argv.slice(2), `command:${userInfo().username}`));
  } catch (error) {
    console.error(explain(error));
    process.exitCode = error instanceof Mistake ? 2 : 1;
  }
  // The connections of the stores would wait for more.
  process.exit();
}

/** The database of `npm run dev`, where there has been one: nobody else's is meant. */
async function joinEmbedded(): Promise<void> {
  if (process.env.DATABASE_URL) return;
  if (!existsSync(DEVELOPMENT_FOLDER)) {
    throw new Mistake('Set DATABASE_URL: whose database is meant?');
  }
  const { startEmbeddedPostgres } = await import('./embedded/postgres');
  process.env.DATABASE_URL = (await startEmbeddedPostgres({ folder: DEVELOPMENT_FOLDER })).url;
  console.log('DATABASE_URL is not set: this is the database of npm run dev.\n');
}

function explain(error: unknown): string {
  const store = storeDown(error);
  if (store === 'postgres') return 'Not done: no PostgreSQL answers at DATABASE_URL.';
  if (store) return 'Not done: the key-value store does not answer.';
  if (/relation .* does not exist/.test(String((error as Error).cause))) {
    return 'Not done: the tables are not there yet. Start Gatehouse once, which makes them.';
  }
  return error instanceof Refusal ? error.wordsIn('en') : (error as Error).message;
}

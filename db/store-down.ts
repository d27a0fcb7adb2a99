export type StoreName = 'postgres' | 'kv';

/** A store did not answer. Carries no command and no value: either may hold a code or a number. */
export class StoreDown extends Error {
  override readonly name = 'StoreDown';
  constructor(
    readonly store: StoreName,
    readonly code: string,
  ) {
    super(`The ${store} store did not answer (${code})`);
  }
}

/**
 * Which store, if any, failed to answer when `error` was thrown.
 * By name and code, not by class: the clients live on `globalThis` and may have been made by
 * another bundle's copy of this module.
 */
export function storeDown(error: unknown): StoreName | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'StoreDown') return (error as StoreDown).store;
  if (isPostgresUnreachable(error)) return 'postgres';
  return storeDown(error.cause);
}

/**
 * PostgreSQL's classes 08 (connection), 53 (no room, memory or connection left), 57P (operator
 * intervention) and 58 (its system), a standby that takes no writes yet, the driver's, the network's.
 */
function isPostgresUnreachable(error: Error): boolean {
  const code = String((error as { code?: unknown }).code ?? '');
  return (
    /^(08...|53...|57P0[1-5]|58...|25006|CONNECT(ION)?_[A-Z_]+)$/.test(code) ||
    /^E(CONN[A-Z]+|TIMEDOUT|PIPE|NOTFOUND|AI_AGAIN|(HOST|NET)(UNREACH|DOWN))$/.test(code)
  );
}

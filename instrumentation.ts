import type { Instrumentation } from 'next';

/** Next calls this once per process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const starting = import('#server/start').then(({ start }) => start());
    // The first page is being compiled meanwhile, and doors wait. A change of theirs would not come here.
    if (process.env.NODE_ENV !== 'production') {
      Object.assign(globalThis, { gatehouseStarting: starting });
      return;
    }
    await starting;
    const { doorTo } = await import('#app/api/doors');
    Object.assign(globalThis, { gatehouseDoorTo: doorTo });
  }
}

/** Next calls this for what was thrown while it answered. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { reportUnexpected } = await import('#server/unexpected');
  reportUnexpected(error, context.routePath, [request.headers['x-request-id']].flat()[0]);
};

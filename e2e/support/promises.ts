/** What a promise that fails is rejected with. */
export async function errorOf(promise: PromiseLike<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome?.status === 'rejected') return outcome.reason;
  throw new Error(`It did not fail: ${JSON.stringify(outcome?.value)}`);
}

/** Something to wait for until somebody opens it. */
export function gate(): { open(): void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** How long what is due any moment may take on a machine that is busy with other tests. */
export const patience = { timeout: 15_000, interval: 20 };

const PLAIN = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];

/** Letters and digits that the server takes for one of `alphabet`, so an attacker may read them. */
export function alikes(alphabet: string, normalise: (typed: string) => string): string[] {
  const accepted = new Set([...alphabet].map(normalise));
  return PLAIN.filter((character) => accepted.has(normalise(character)));
}

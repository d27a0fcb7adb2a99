import type { Bench } from './load';
export async function benchStart(_: Bench): Promise<string> {
  return '';
}

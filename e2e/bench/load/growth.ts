import type { Bench } from './load';
export async function benchGrowth(_: Bench): Promise<string> {
  return '';
}

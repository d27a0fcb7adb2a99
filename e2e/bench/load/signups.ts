import type { Bench } from './load';
export async function benchSignUps(_: Bench): Promise<string> {
  return '';
}

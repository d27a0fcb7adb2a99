import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gatehouse, WITHOUT_HASH } from '../contestants';
import { type CpuProfile, timesByModule } from '../cpu-profile';
import type { Bench } from '../load';
import { table } from '../table';

const LONGEST = 22;

/** Where the time of the server's main threads goes, while it draws and while it signs up. */
export async function benchProfile(bench: Bench): Promise<string> {
  const parts = [
    [
      'pictures',
      (url: string) =>
        bench.load.ask('pictures', { ...load(bench), url: `${url}/api/v1_0/image_codes` }),
    ],
    [
      'sign-ups, no hash',
      (url: string) => bench.load.ask('sign-ups', { ...load(bench), url, who: 'gatehouse' }),
    ],
  ] as const;
  const reports: string[] = [];
  for (const [name, run] of parts) reports.push(`**${name}**\n\n${await profileOf(bench, run)}`);
  return reports.join('\n\n');
}

async function profileOf(bench: Bench, run: (url: string) => Promise<unknown>): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-profile-'));
  const preload = path.join(import.meta.dirname, '../contestants/profiler.cjs');
  const NODE_OPTIONS = `${WITHOUT_HASH.NODE_OPTIONS} --require ${preload}`;
  const server = await gatehouse(bench.around, { NODE_OPTIONS, PROFILE_FOLDER: folder });
  for (let i = 0; i < 3; i++) await run(server.url); // to be warm
  const from = microseconds();
  await run(server.url);
  const to = microseconds();
  await server.stop();
  const profiles = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as CpuProfile,
  );
  return reportOf(profiles, from, to, folder);
}

function reportOf(profiles: CpuProfile[], from: number, to: number, folder: string): string {
  const times = new Map<string, number>();
  for (const profile of profiles) {
    for (const [name, time] of timesByModule(profile, from, to)) {
      times.set(name, (times.get(name) ?? 0) + time);
    }
  }
  times.delete('(idle)');
  const all = [...times.values()].reduce((sum, each) => sum + each, 0);
  const longest = [...times].toSorted(([, a], [, b]) => b - a).slice(0, LONGEST);
  const rows = longest.map(([name, time]) => [name, `${((100 * time) / all).toFixed(1)} %`]);
  return `${table([['where', 'of the time'], ...rows])}\n\nProfiles: \`${folder}\``;
}

/** The profiler's clock, which all processes share. */
function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

const load = ({ seconds }: Bench) => ({ seconds, connections: 8 });

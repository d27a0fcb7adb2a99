import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';

/** Of this run alone: one that was killed leaves its own. */
const FOLDER = `/sys/fs/cgroup/cpu/gatehouse-bench-${process.pid}`;

/** Short, so that who has used up its share does not wait long for more. */
const PERIOD_MICROSECONDS = 10_000;

/** Gives each of these processes at most so much of a core, until `lift`; undefined where we may not. */
export function limitEach(pids: number[], cores: number): { lift(): void } | undefined {
  const groups: string[] = [];
  try {
    mkdirSync(FOLDER, { recursive: true });
    for (const pid of pids) groups.push(limit(pid, cores));
  } catch {
    return undefined;
  }
  return {
    lift() {
      for (const pid of pids) writeFileSync('/sys/fs/cgroup/cpu/cgroup.procs', String(pid));
      for (const group of [...groups, FOLDER]) rmdirSync(group);
    },
  };
}

function limit(pid: number, cores: number): string {
  const group = `${FOLDER}/${pid}`;
  mkdirSync(group);
  writeFileSync(`${group}/cpu.cfs_period_us`, String(PERIOD_MICROSECONDS));
  writeFileSync(`${group}/cpu.cfs_quota_us`, String(PERIOD_MICROSECONDS * cores));
  writeFileSync(`${group}/cgroup.procs`, String(pid));
  return group;
}

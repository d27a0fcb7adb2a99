import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LEVELS } from '../../level';
import { ATTACKERS } from './attackers.mjs';
import { VIEWS } from './views.mjs';

const FULL = { attackers: ATTACKERS.join(), views: VIEWS.join(), peers: '300' };
const QUICK = { attackers: 'paddle', views: 'raw,3x,otsu,median', peers: '0' };

/** What the command line asks for; `--quick` is what tuning the engine needs, and no more. */
export function options() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1000' },
      levels: { type: 'string', default: LEVELS.join() },
      pictures: { type: 'string', multiple: true, default: [] },
      engine: { type: 'string' },
      scale: { type: 'string', default: '1' },
      modes: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      attackers: { type: 'string' },
      views: { type: 'string' },
      peers: { type: 'string' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string' },
    },
  });
  const chosen = { ...(values.quick ? QUICK : FULL), ...definedOf(values) };
  return {
    count: Number(values.count),
    levels: listOf(values.levels, LEVELS),
    folders: values.pictures.map(fromWhereTyped),
    modes: values.modes || values.quick,
    engine: values.engine && fromWhereTyped(values.engine),
    scale: Number(values.scale),
    attackers: listOf(chosen.attackers, ATTACKERS),
    views: listOf(chosen.views, VIEWS),
    peers: Number(chosen.peers),
    jobs: Number(values.jobs),
    out: values.out && fromWhereTyped(values.out),
  };
}

export type Options = ReturnType<typeof options>;

function definedOf<T extends object>(record: T) {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function listOf<T extends string>(text: string, known: readonly T[]): T[] {
  const names = text.split(',');
  const strange = names.filter((name) => !known.some((each) => each === name));
  if (strange.length > 0) throw new Error(`no ${strange.join()} in ${known.join()}`);
  return known.filter((name) => names.includes(name));
}

/** npm runs scripts in the root of the project, wherever it was called. */
function fromWhereTyped(file: string): string {
  return path.resolve(process.env.INIT_CWD ?? '.', file);
}

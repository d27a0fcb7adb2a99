import { CASES, type Case, type Size } from './cases';
import { type Outcome, outcomeOf } from './outcome';
import { COMMON, POLICIES, type PolicyName } from './policies';
import type { World } from './product';
import { randomFrom } from './random';
import { Simulation } from './simulation';
import { Stage } from './stage';

export interface Play {
  /** A letter of the issue. */
  name: string;
  policy: PolicyName;
  isFull?: boolean;
  /** Parts of the size to have otherwise. */
  size?: Size;
  /** How likely the attackers' solver reads a captcha; 1 unless said. */
  solves?: number;
  /** Other variables of the product. */
  configuration?: Record<string, string>;
}

export interface Result extends Outcome {
  name: string;
  title: string;
  policy: PolicyName;
  size: Required<Size>;
  configuration: Record<string, string>;
  target?: { words: string; isMet: boolean };
  /** What it took, in real seconds. */
  took: number;
}

/** In a small one everybody waits for everybody else, so that it is the same each time. */
const EXACT = { tick: 1, atOnce: 1 };
const FULL = { tick: 5, atOnce: 6 };

/** Plays one case under one policy with a product nobody has used. Rejects if the product fails. */
export async function play(world: World, options: Play): Promise<Result> {
  const { name, policy, isFull = false, solves = 1 } = options;
  const { [name]: scene } = CASES;
  if (!scene)
    throw new Error(`There is no case ${name}; there are ${Object.keys(CASES).join(' ')}`);
  const size = sizeOf(scene, options);
  const configuration = {
    ...COMMON,
    ...POLICIES[policy],
    ...scene.configuration,
    ...options.configuration,
  };
  const startedAt = performance.now();
  const product = await world.product(configuration);
  const simulation = new Simulation(world.clock, isFull ? FULL : EXACT);
  const stage = new Stage(simulation, product, randomFrom(scene.seed), solves);
  scene.play(stage, size);
  await simulation.run();
  const outcome = outcomeOf(stage);
  const { title, target } = scene;
  return {
    name,
    title,
    policy,
    size,
    configuration,
    ...outcome,
    target: target && { words: target.words, isMet: target.holds(outcome, size) },
    took: (performance.now() - startedAt) / 1000,
  };
}

function sizeOf(scene: Case, { isFull, size }: Play): Required<Size> {
  const none = { hours: 0, addresses: 0, countries: 0, prefixes: 0, people: 0, asks: 0 };
  return { ...none, ...(isFull ? scene.full : scene.small), ...size };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../verify/see/world.ts';
import { waitFor } from '../patience.ts';
import { askVerify, rootsOf, type Named, type Answer, type Told, type Verify } from './ask-verify.ts';
import type { Asking, Fault, Lab } from './fault.ts';
import { makeSite, type Bench } from './lab.ts';

/** What came of a fault. */
export interface Outcome {
  readonly name: string;
  /** What verify had to name. */
  readonly expected: string;
  /** What it named, in its order. */
  readonly named: readonly Told[];
  /** From visible to named, the time that the program itself takes included. */
  readonly seconds: number | undefined;
  readonly exitStatus: number | undefined;
  /** Why it does not hold. */
  readonly problem?: string;
  readonly looks: readonly World[];
}

/** Seconds from visible to the last look that may name it. */
const WITHIN = 5;
/** Seconds until it must be visible. */
const PATIENCE = 150;

/** Provokes a fault and asks verify about it as soon as the cluster shows it. */
export async function runFault(
  fault: Fault,
  bench: Bench,
  verify: Verify,
  whileVisible: (lab: Lab) => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  const { lab, asking } = await provoke(fault, bench);
  await waitFor({
    what: `the fault ${fault.name}, to be seen in the cluster,`,
    within: PATIENCE,
    every: 300,
    look: async () => ({ isThere: await fault.isVisible(lab), seen: fault.what }),
  });
  const visible = performance.now();
  const since = () => (performance.now() - visible) / 1000;
  let [answer, problem] = await lookOnce();
  // The last look begins when the time is over: how long the program takes on a busy machine does not count.
  for (let isOver = false; problem !== undefined && !isOver;) {
    await sleep(Math.max(0, Math.min(1 - answer.seconds, WITHIN - since())) * 1000);
    isOver = since() >= WITHIN;
    [answer, problem] = await lookOnce();
  }
  const seconds = since();
  await whileVisible(lab);
  return {
    ...{ name: fault.name, expected: fault.roots.join(' + '), named: rootsOf(answer.findings) },
    ...{ seconds: problem === undefined ? seconds : undefined, exitStatus: answer.exitStatus },
    ...(problem === undefined ? {} : { problem }),
    looks: [answer.world],
  };

  async function lookOnce(): Promise<readonly [Answer, string | undefined]> {
    const answer = await askVerify(verify, fault, lab, asking);
    return [answer, problemOf(answer.findings, fault)];
  }
}

async function provoke(fault: Fault, bench: Bench): Promise<{ readonly lab: Lab; readonly asking: Asking }> {
  const site = await makeSite(fault, bench);
  const changed = fault.change?.(site.sound, site.lab.names, site.lab.ground) ?? site.sound;
  const { namespace } = changed.certificate.metadata;
  const lab: Lab = { ...site.lab, ...(namespace === undefined ? {} : { certificateNamespace: namespace }) };
  if (fault.start === 'running') {
    await site.deliver(site.sound);
    await site.settled();
  }
  await fault.prepare?.(lab);
  if (fault.start === 'fresh' || fault.change) await site.deliver(changed);
  // `act` itself waits where the cluster must have done something before.
  const asking = (await fault.act?.(lab)) ?? {};
  return { lab, asking };
}

/** Why the findings are not what the fault demands; undefined where they are. */
export function problemOf(
  findings: readonly Named[],
  { roots, shows = [], mayPass = false }: Pick<Fault, 'roots' | 'shows' | 'mayPass'>,
): string | undefined {
  const named = rootsOf(findings);
  // What may still become right by itself does not count as named.
  const certain = named.filter(({ level }) => mayPass || level !== 'progress');
  const [first] = certain;
  if (first?.code !== roots[0]) return `named first: ${first ? first.code : 'nothing'}`;
  const missing = roots.filter((root) => certain.every(({ code }) => code !== root));
  if (missing.length > 0) return `not named as a cause: ${missing.join(', ')}`;
  const hidden = shows.filter((each) => findings.every(({ code }) => code !== each));
  if (hidden.length > 0) return `not shown: ${hidden.join(', ')}`;
  return undefined;
}

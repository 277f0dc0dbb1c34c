import { EXIT } from '#program/command.ts';
import { ARGO_CD_NAMESPACE } from '../argo-cd.ts';
import { renew } from '../renew.ts';
import { askVerify, type Told, type Verify } from './ask-verify.ts';
import { isSound } from './evidence.ts';
import { changed, type Installation } from './installation.ts';
import type { Asking, Fault, Lab } from './fault.ts';
import { makeSite, type Bench } from './lab.ts';
import type { Outcome } from './run-fault.ts';
import { makeNarrowReader } from './service-account.ts';

/** Something that goes well, in which verify must find nothing wrong. */
interface SoundRun {
  readonly name: string;
  readonly what: string;
  readonly start: 'fresh' | 'running';
  readonly change?: (sound: Installation) => Installation;
  readonly act?: (lab: Lab) => Promise<void>;
  /** Default: kubectl. */
  readonly by?: Fault['by'];
  /** With what rights verify is asked, where that are not those of everybody. */
  readonly asked?: (lab: Lab) => Promise<Asking>;
  /** What verify cannot know then, and says so. */
  readonly unknown?: readonly string[];
  /** How long it usually takes. */
  readonly seconds: number;
}

export const soundRuns: readonly SoundRun[] = [
  { name: 'sound-issuance', what: 'a first issuance, from nothing to an answer', start: 'fresh', seconds: 40 },
  {
    name: 'sound-rollout',
    what: 'a rollout',
    start: 'running',
    change: (sound) =>
      changed(sound, 'deployment', 'spec.template.spec.containers.0.env.2', { name: 'LOG_LEVEL', value: 'debug' }),
    seconds: 50,
  },
  {
    ...{ name: 'sound-renewal', what: 'a renewal', start: 'running', seconds: 50 },
    act: ({ kubectl, names, ground }) => renew(kubectl, names.name, ground.gatewayNamespace),
  },
  {
    name: 'sound-few-rights',
    what: 'an installation that is seen by an account with rights in its namespaces only',
    ...{ start: 'running', by: 'argo-cd', unknown: ['O6'], seconds: 60 },
    asked: async (lab) => {
      const { names, ground } = lab;
      const namespaces = [ARGO_CD_NAMESPACE, names.name, ground.gatewayNamespace];
      return { environment: { KUBECONFIG: await makeNarrowReader(lab, names, namespaces) } };
    },
  },
];

/** Looks that are still taken when all is well. */
const AFTERWARDS = 6;
/** Seconds. */
const PATIENCE = 150;

/** Looks once a second from the first moment on until all is well. */
export async function runSound(run: SoundRun, bench: Bench, verify: Verify): Promise<Outcome> {
  const { by = 'kubectl', unknown = [] } = run;
  const { lab, sound, deliver, settled } = await makeSite({ name: run.name, by }, bench);
  if (run.start === 'running') {
    await deliver(sound);
    await settled();
  }
  if (run.start === 'fresh' || run.change) await deliver(run.change?.(sound) ?? sound);
  await run.act?.(lab);
  const asking = (await run.asked?.(lab)) ?? {};
  const start = performance.now();
  const looks: Outcome['looks'][number][] = [];
  const wrong: Told[] = [];
  let exitStatus: number | undefined;
  for (let rest = AFTERWARDS; rest > 0;) {
    const begin = performance.now();
    const answer = await askVerify(verify, { by }, lab, asking);
    looks.push(answer.world);
    wrong.push(
      ...answer.findings.filter(
        ({ level, code }) => level === 'error' || (level === 'unknown' && !unknown.includes(code)),
      ),
    );
    exitStatus = answer.exitStatus;
    if (await isSound(lab)) rest--;
    else if (performance.now() - start > PATIENCE * 1000) throw new Error(`${run.name}: did not come to an end`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 - (performance.now() - begin))));
  }
  return {
    ...{ name: run.name, expected: 'nothing', named: wrong, seconds: undefined, exitStatus, looks },
    ...(wrong.length > 0
      ? { problem: `named ${[...new Set(wrong.map(({ code }) => code))].join(', ')}, though nothing was wrong` }
      : exitStatus === (unknown.length > 0 ? EXIT.couldNotJudge : 0)
        ? {}
        : { problem: `ended with ${String(exitStatus)}, though all was well` }),
  };
}

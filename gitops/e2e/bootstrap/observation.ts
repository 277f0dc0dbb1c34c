import { setTimeout as sleep } from 'node:timers/promises';
import { getObject, KubectlError, listObjects } from '../../kubectl.ts';
import type { Application } from '../../verify/see/objects/application.ts';
import type { Certificate } from '../../verify/see/objects/cert-manager.ts';
import { conditionOf } from '../../verify/see/objects/kubernetes-object.ts';
import { ARGO_CD_NAMESPACE } from '../argo-cd.ts';
import { askPlainly, healthRevision } from '../skill.ts';
import { NAME, type World } from '../world.ts';
import { isThere, leaks } from './waves.ts';

/** What a deployment has been seen to do. */
export interface Observation {
  /** Seconds after the beginning at which each was first seen, in their order. */
  readonly milestones: ReadonlyMap<string, number>;
  /** Applications that came before those they need. */
  readonly leaks: ReadonlySet<string>;
  stop(): Promise<void>;
}

/** Milliseconds between two looks. */
const INTERVAL = 500;
const REDIRECT = 'redirect on';
const CERTIFICATE = 'Certificate Ready, by HTTP-01 through the redirect';
const HEALTH = '/health tells the revision';

/** Watches a deployment from its beginning, and notes when each part is there. */
export function observe({ kubectl, facts, settings, target, firstRevision, report }: World): Observation {
  const start = performance.now();
  const milestones = new Map<string, number>();
  const ready = new Set<string>();
  const leaking = new Set<string>();
  const reach = (name: string) => {
    if (milestones.has(name)) return;
    const seconds = Math.round((performance.now() - start) / 100) / 10;
    milestones.set(name, seconds);
    report(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
  };
  let isStopped = false;

  async function look(): Promise<void> {
    const all = await listObjects<Application>(kubectl, 'applications.argoproj.io', ARGO_CD_NAMESPACE);
    if (all.length > 0) reach('root Application applied');
    const children = all.filter(({ metadata }) => metadata.name !== facts.name);
    for (const leak of leaks(children, ready)) leaking.add(leak);
    for (const application of all.filter(isThere)) {
      ready.add(application.metadata.name);
      reach(application.metadata.name);
    }
    if (!milestones.has(REDIRECT)) {
      const status = await askPlainly(target, 'POST', facts.path).then((answer) => answer.status, String);
      if (status !== 308) return;
      const certificate = await theCertificate();
      // A certificate that was Ready before shows nothing of HTTP-01 through the redirect.
      reach(isCertified(certificate) ? 'Certificate Ready before the redirect' : REDIRECT);
    }
    if (!milestones.has(CERTIFICATE) && isCertified(await theCertificate())) reach(CERTIFICATE);
    if (milestones.has(CERTIFICATE) && !milestones.has(HEALTH) && (await healthRevision(target)) === firstRevision)
      reach(HEALTH);
  }
  const theCertificate = () => getObject<Certificate>(kubectl, `certificate/${NAME}`, settings.gatewayNamespace);

  async function watch(): Promise<void> {
    while (!isStopped) {
      await look().catch((error: unknown) => {
        // Until Argo CD is installed there is no such kind, and no cluster answers always.
        if (!(error instanceof KubectlError)) throw error;
      });
      await sleep(INTERVAL);
    }
    await look();
  }
  const watching = watch();
  return {
    milestones,
    leaks: leaking,
    async stop() {
      isStopped = true;
      await watching;
    },
  };
}

function isCertified(certificate: Certificate | undefined): boolean {
  return certificate !== undefined && conditionOf(certificate, 'Ready')?.status === 'True';
}

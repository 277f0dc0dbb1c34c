import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Kubectl } from '../../kubectl.ts';
import { createArgoCd } from '../argo-cd.ts';
import { waitFor } from '../patience.ts';
import { apply, byArgoCd, byKubectl, makeRepository, type Deliver } from './delivery.ts';
import { isSound } from './evidence.ts';
import type { Fault, Lab } from './fault.ts';
import { manifestsOf, namesOf, soundInstallation, type Ground, type Installation } from './installation.ts';

/** What all faults of a run share. */
export interface Bench {
  readonly kubectl: Kubectl;
  readonly context: string;
  readonly ground: Ground;
  readonly gatewayAddress: string;
  /** PEM: the roots of what is issued. */
  readonly roots: string;
  /** Below it every fault has a folder of its own. */
  readonly folder: string;
  /** Where Argo CD finds what is below the folder. */
  readonly gitUrl: string;
}

/** The place of one installation, and the ways to change it. */
interface Site {
  readonly lab: Lab;
  readonly sound: Installation;
  readonly deliver: (installation: Installation) => Promise<void>;
  /** Waits until it runs. */
  readonly settled: () => Promise<void>;
}

/** Seconds: an issuance and a rollout on a machine that is busy. */
const PATIENCE = 150;

/** Prepares the place of an installation, and installs nothing yet. */
export async function makeSite(
  { name: fault, by, project }: Pick<Fault, 'name' | 'by' | 'project'>,
  bench: Bench,
): Promise<Site> {
  const { kubectl, ground, context } = bench;
  const names = namesOf(fault, ground.domain);
  const folder = join(bench.folder, fault);
  mkdirSync(folder, { recursive: true });
  const target = { host: names.host, address: bench.gatewayAddress, roots: bench.roots };
  const plain: Lab = { names, ground, kubectl, context, target, folder };
  const sound = soundInstallation(names, ground);
  if (by === 'kubectl') return toSite(plain, byKubectl(kubectl));

  const repository = await makeRepository(names, folder);
  const url = `${bench.gitUrl}/${fault}/git/${names.name}.git`;
  const made = project?.(names, url);
  if (made) await apply(kubectl, [made]);
  return toSite({ ...plain, repository }, byArgoCd(kubectl, names, repository, url, made?.metadata.name ?? 'default'));

  function toSite(lab: Lab, deliver: Deliver): Site {
    return {
      lab,
      sound,
      deliver: (installation) => deliver(manifestsOf(installation)),
      async settled() {
        await waitFor({
          what: `a sound installation ${names.name}`,
          within: PATIENCE,
          look: async () => ({ isThere: await isSound(lab), seen: 'it does not run yet' }),
        });
        if (by === 'argo-cd')
          await createArgoCd(kubectl).until(
            names.name,
            'is delivered',
            ({ status }) =>
              status?.sync?.status === 'Synced' &&
              status.health?.status === 'Healthy' &&
              status.operationState?.phase === 'Succeeded',
            PATIENCE,
          );
      },
    };
  }
}

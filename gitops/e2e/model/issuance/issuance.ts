import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '#program/command.ts';
import { inParallel } from '#program/parallel.ts';
import { testCertificates } from '#testing/certificates.ts';
import { listObjects, type Kubectl } from '../../../kubectl.ts';
import { getOf } from '../../../verify/model/trace/request.ts';
import type { KindId } from '../../../verify/see/kinds.ts';
import type { Certificate } from '../../../verify/see/objects/cert-manager.ts';
import { conditionOf } from '../../../verify/see/objects/kubernetes-object.ts';
import { identityOf } from '../../faults/manifest.ts';
import { readNamed } from '../../named-files.ts';
import { answerText } from '../../trace/agreement.ts';
import { ask } from '../../trace/ask.ts';
import { isOfGatewayApi } from '../../trace/ground.ts';
import { apply, gatewayApiKinds, sentinel, type Lab } from '../../trace/lab.ts';
import { present } from '../requests/comparison.ts';
import { issuanceOf, type RandomIssuance } from '../drawn/issuances.ts';
import { GATEWAY, challengesOf, isShown, saidOf, type Come } from './evidence.ts';
import { foresee, type Foreseen } from './prediction.ts';
import { issuanceTable, type Issuance } from './tally.ts';
import { allOf, readStanding } from '../standing.ts';
import { range } from '../drawn/pen.ts';

/** What `--only` calls it. */
export const ISSUANCE = 'issuance';

/** Seconds that a Certificate must have been applied for before it counts as not issued. */
const WAIT = 120;
/** The same for one that is foreseen to be issued: all solvers' Pods start at the same time. */
const PATIENCE = 165;
/** Challenges that are asked for at the same time. */
const AT_ONCE = 8;

/** Kinds that decide of no issuance. */
const ASIDE: ReadonlySet<KindId> = new Set(['Event', 'AppProject', 'Application', 'Job'] as const);

interface Options {
  readonly seeds: readonly string[];
  readonly count: number;
  readonly cwd: string;
}

/**
 * Writes down what verify says of Certificates by chance, applies them, and looks what cert-manager makes of them.
 * @returns the exit status
 */
export async function holdIssuance({ seeds, count, cwd }: Options, lab: Lab): Promise<number> {
  const { kubectl, ground, settings, say } = lab;
  const begun = performance.now();
  const acme = {
    server: settings.acmeDirectory,
    ca: readNamed(settings.acmeCa, cwd).toString('base64'),
    otherCa: Buffer.from((await testCertificates('other')).root).toString('base64'),
  };
  const drawn = seeds.flatMap((seed) => range(count).map((number) => issuanceOf(seed, number, ground, acme)));
  const hasGatewayApi = (await gatewayApiKinds(kubectl)).length > 0;
  const all = drawn.filter(({ manifests }) => hasGatewayApi || !manifests.some(isOfGatewayApi));
  if (all.length < drawn.length)
    say(`${drawn.length - all.length} left out: they need the Gateway API, which is not installed`);
  const manifests = all.flatMap((each) => each.manifests);
  const foreseen = foresee(await readStanding(kubectl, ASIDE), manifests, ground.gatewayAddress);
  const isCertificate = ({ kind }: { readonly kind: string }) => kind === 'Certificate';
  const started = performance.now();
  await apply(
    kubectl,
    manifests.filter((each) => !isCertificate(each)),
  );
  await sentinel(kubectl, ground);
  await apply(kubectl, manifests.filter(isCertificate));
  const there = await present(manifests, lab);
  const refused = new Set(all.filter((each) => each.manifests.some((part) => !there.has(identityOf(part)))));
  await issuedOf(
    kubectl,
    keysOf(
      all.filter((each) => !refused.has(each)),
      foreseen,
    ),
  );
  const waited = performance.now() - started;
  const come = await read(kubectl);
  const compared = await inParallel(
    all,
    AT_ONCE,
    async (each) => await compare(each, refused.has(each), { come, foreseen, lab }),
  );
  for (const line of issuanceTable(compared.flat())) say(line);
  const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;
  say(`${seconds(performance.now() - begun)}, of which ${seconds(waited)} were waiting`);
  return compared.flat().some(({ problem }) => problem !== undefined) ? EXIT.problems : 0;
}

/** The Certificates that are foreseen to be issued. */
function keysOf(all: readonly RandomIssuance[], foreseen: ReadonlyMap<string, Foreseen>): ReadonlySet<string> {
  const names = new Set(all.map(({ name }) => name));
  return new Set(
    [...foreseen].flatMap(([key, { is }]) =>
      is === 'issued' && names.has(key.split('/')[1]?.replace(/-[^-]+$/, '') ?? '') ? [key] : [],
    ),
  );
}

/** Waits until all of these are Ready, and as long as any other may need. */
async function issuedOf(kubectl: Kubectl, keys: ReadonlySet<string>): Promise<void> {
  const since = performance.now();
  for (let seconds = 0; seconds < PATIENCE; seconds = (performance.now() - since) / 1000) {
    const ready = (await listObjects<Certificate>(kubectl, 'certificates', undefined, ['--all-namespaces'])).filter(
      isReady,
    );
    const left = new Set(keys);
    for (const { metadata } of ready) left.delete(`${metadata.namespace ?? ''}/${metadata.name}`);
    if (left.size === 0 && seconds > WAIT) return;
    await sleep(3_000);
  }
}

function isReady(certificate: Certificate): boolean {
  return conditionOf(certificate, 'Ready')?.status === 'True';
}

async function read(kubectl: Kubectl): Promise<Come> {
  return {
    Certificate: await allOf(kubectl, 'Certificate'),
    CertificateRequest: await allOf(kubectl, 'CertificateRequest'),
    Order: await allOf(kubectl, 'Order'),
    Challenge: await allOf(kubectl, 'Challenge'),
    Issuer: await allOf(kubectl, 'Issuer'),
    ClusterIssuer: await allOf(kubectl, 'ClusterIssuer'),
    Ingress: await allOf(kubectl, 'Ingress'),
    HTTPRoute: await allOf(kubectl, 'HTTPRoute'),
    Event: await allOf(kubectl, 'Event'),
  };
}

interface Context {
  readonly come: Come;
  readonly foreseen: ReadonlyMap<string, Foreseen>;
  readonly lab: Lab;
}

async function compare(
  { name, manifests }: RandomIssuance,
  isRefused: boolean,
  { come, foreseen, lab }: Context,
): Promise<readonly Issuance[]> {
  const own = manifests.filter(({ kind }) => kind === 'Certificate');
  const compared: Issuance[] = [];
  for (const { metadata } of own) {
    const key = `${metadata.namespace ?? ''}/${metadata.name}`;
    const said = foreseen.get(key);
    const certificate = come.Certificate.find(
      (each) => each.metadata.namespace === metadata.namespace && each.metadata.name === metadata.name,
    );
    if (!said) continue;
    const base = { name, key, foreseen: said, isRefused };
    if (isRefused || !certificate) {
      compared.push({ ...base, isReady: false, words: [], problem: isRefused ? undefined : 'it is gone' });
      continue;
    }
    const words = isReady(certificate) ? [] : [...saidOf(come, certificate), ...(await asked(come, certificate, lab))];
    compared.push({
      ...{ ...base, isReady: isReady(certificate), problem: problemOf(said, isReady(certificate), words) },
      words: words.map(({ by, words: text }) => `${by}: ${text}`),
    });
  }
  return compared;
}

/** What the gateway answers to the CA. */
async function asked(come: Come, certificate: Certificate, { ground }: Lab) {
  const answers = [];
  for (const { spec } of challengesOf(come, certificate)) {
    if (spec.type !== 'HTTP-01') continue;
    const url = `http://${spec.dnsName}/.well-known/acme-challenge/${spec.token ?? ''}`;
    const answer = await ask(getOf(url), ground.gatewayAddress);
    answers.push({ by: GATEWAY, words: `${answerText(answer)} ` });
  }
  return answers;
}

/** In what the cluster differs from what was said; undefined where it does not, or nothing was said. */
function problemOf(foreseen: Foreseen, isIssued: boolean, words: Parameters<typeof isShown>[1]): string | undefined {
  if (foreseen.is === 'unknown') return undefined;
  if (foreseen.is === 'issued') return isIssued ? undefined : 'it is not issued';
  if (isIssued) return 'it is issued';
  return foreseen.because.some((cause) => isShown(cause, words)) ? undefined : 'the cluster says something else';
}

import type { Gap } from './gap.ts';
import { quote } from './quote.ts';
import type { Verdict } from './verdict.ts';

/** Which Certificate, and by which context of the kubeconfig it is reached. */
export interface CertificateName {
  readonly namespace: string;
  readonly name: string;
  readonly context?: string | undefined;
}

/** The parts of a cert-manager.io/v1 Certificate that its readiness depends on. */
export interface Certificate {
  readonly metadata: { readonly generation?: number };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly notAfter?: string;
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

type Judgement = Pick<Verdict, 'state' | 'reason'> & { readonly words: string };

/** @param now when it was read: cert-manager leaves Ready as it is when a certificate expires */
export function judgeCertificate(target: CertificateName, reading: Certificate | Gap, now: Date): Verdict {
  const { state, reason, words } = 'gap' in reading ? judgeGap(reading) : judgeStatus(reading, now);
  const text = `Certificate ${target.namespace}/${target.name}${words}`;
  const next = state === 'ok' ? undefined : nextStep(target, 'gap' in reading ? reading.gap : undefined);
  return { state, reason, text, next };
}

function judgeStatus({ metadata, status }: Certificate, now: Date): Judgement {
  const condition = (type: string) => status?.conditions?.find((condition) => condition.type === type);
  const ready = condition('Ready');
  const issuing = condition('Issuing');
  if (!ready)
    return { state: 'wait', reason: 'NoReady', words: ' has no condition Ready: cert-manager has yet to see it' };
  const { generation } = metadata;
  if (isOld(ready, generation)) {
    const words = ` is of generation ${generation ?? 0}, and Ready of ${ready.observedGeneration ?? 0}: cert-manager has yet to see it`;
    return { state: 'wait', reason: 'OldReady', words };
  }
  const isReady = ready.status === 'True';
  const end = status?.notAfter;
  const isOver = end !== undefined && Date.parse(end) <= now.getTime();
  if (issuing?.status === 'True') {
    const told = describe(isReady ? issuing : ready);
    return { ...told, state: 'wait', words: `${told.words}${isOver ? `; the present one ended at ${end}` : ''}` };
  }
  if (!isReady) {
    const told = describe(ready);
    // After a failure, Issuing tells more; of success Ready tells enough.
    const hasFailed = issuing !== undefined && issuing.reason !== 'Issued' && !isOld(issuing, generation);
    if (!hasFailed) return { ...told, state: 'wrong' };
    const failure = describe(issuing);
    return { state: 'wrong', reason: failure.reason, words: `${told.words}${failure.words.replace(/^:/, ';')}` };
  }
  if (isOver) return { state: 'wrong', reason: 'Over', words: ` is Ready, but ended at ${end}` };
  return { state: 'ok', reason: 'Ready', words: ` is Ready${end === undefined ? '' : ` until ${end}`}` };
}

function isOld({ observedGeneration }: Condition, generation: number | undefined): boolean {
  return observedGeneration !== undefined && observedGeneration !== generation;
}

function describe({ type, status, reason = 'no reason', message = '' }: Condition): Omit<Judgement, 'state'> {
  return { reason, words: `: ${type} is ${status}: ${reason}${message === '' ? '' : ` ${quote(message)}`}` };
}

const GAPS: Readonly<Record<Gap['gap'], Pick<Judgement, 'state' | 'words'>>> = {
  NotFound: { state: 'wrong', words: ' does not exist' },
  KindNotInstalled: {
    state: 'wrong',
    words: ' cannot exist: the cluster has no cert-manager.io/v1, so no cert-manager',
  },
  Forbidden: { state: 'unknown', words: ' cannot be read: the right to get it is missing' },
  Unauthorized: { state: 'unknown', words: ' cannot be read: the API server does not accept these credentials' },
  Unreachable: { state: 'unknown', words: ' cannot be read: the API server does not answer' },
  NoCredentials: { state: 'unknown', words: ' cannot be read: the credentials for the API server cannot be had' },
  NoCluster: { state: 'unknown', words: ' cannot be read: it is not known which cluster to ask' },
  UnusableAnswer: { state: 'unknown', words: ' cannot be read: what answers is not usable as an API server' },
};

function judgeGap({ gap, message }: Gap): Judgement {
  const { state, words } = GAPS[gap];
  return { state, reason: gap, words: message === '' ? words : `${words}: ${quote(message)}` };
}

function nextStep({ namespace, name, context }: CertificateName, gap: Gap['gap'] | undefined): string | undefined {
  const kubectl = context === undefined ? 'kubectl' : `kubectl --context ${context}`;
  switch (gap) {
    case undefined:
      return `${kubectl} -n ${namespace} describe certificate ${name}`;
    case 'NotFound':
      return `${kubectl} get certificates --all-namespaces`;
    case 'KindNotInstalled':
      return `${kubectl} get crd certificates.cert-manager.io`;
    case 'Forbidden':
      return `${kubectl} -n ${namespace} auth can-i get certificates.cert-manager.io/${name}`;
    case 'NoCluster':
      return 'kubectl config get-contexts';
    default:
      return `${kubectl} get --raw /readyz`;
  }
}

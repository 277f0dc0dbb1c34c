import type { Gap } from './gap.ts';
import type { KindId } from './kinds.ts';
import type { KubernetesObject } from './objects/kubernetes-object.ts';
import type { ServedCertificate } from './objects/x509.ts';

/** A question for the cluster, the network or git, as plain data. */
export type Question = Get | List | Log | AccessReview | Resolve | Handshake | Fetch | Ancestry | Contexts;

/** One object. */
export interface Get {
  readonly ask: 'get';
  readonly kind: KindId;
  readonly namespace?: string;
  readonly name: string;
}

/** The objects of a kind, in one namespace or in all. They are read page by page. */
export interface List {
  readonly ask: 'list';
  readonly kind: KindId;
  readonly namespace?: string;
  /** A label selector. */
  readonly labels?: string;
  /** A field selector. */
  readonly fields?: string;
  /** What the API server cannot select by: an object is kept if one of these demands is for it. Default: all are kept. */
  readonly keep?: readonly string[];
}

/** The last lines of a container's log. */
export interface Log {
  readonly ask: 'log';
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Whether the log of the container's previous run is meant. */
  readonly previous: boolean;
}

/** Whether a user may do something: a SubjectAccessReview. */
export interface AccessReview {
  readonly ask: 'may';
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly namespace: string;
}

/** What DNS has for a public name. */
interface Resolve {
  readonly ask: 'resolve';
  readonly host: string;
}

/** A TLS handshake under a public name, which goes on whether the certificate is trusted or not. */
export interface Handshake {
  readonly ask: 'handshake';
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** GETs, each on a new connection and without following redirects, until one is not answered with 2xx. */
export interface Fetch {
  readonly ask: 'fetch';
  /** Its host is sent as SNI and as the Host header. */
  readonly url: string;
  readonly address: string;
  readonly times: number;
  /** The expected body; the answer tells only whether it came. */
  readonly expected?: string;
}

/** How two commits follow each other, as far as the clone that this runs in knows. */
export interface Ancestry {
  readonly ask: 'ancestry';
  /** The commit that was pushed. */
  readonly of: string;
  /** Another commit. */
  readonly to: string;
}

/** Which contexts of the kubeconfig lead to another cluster than the one that is asked. */
interface Contexts {
  readonly ask: 'contexts';
  /** Its address, or what somebody calls it. */
  readonly cluster: string;
}

/** The answer to a question, by its `ask`. */
export interface Answers {
  get: Objects | Gap;
  list: Objects | Gap;
  log: { readonly lines: readonly string[] } | Gap;
  may: { readonly isAllowed: boolean } | Gap;
  contexts: { readonly contexts: readonly string[] };
  resolve: Resolution;
  handshake: HandshakeAnswer;
  fetch: { readonly answers: readonly (HttpAnswer | NoAnswer)[] };
  ancestry: {
    readonly relation: 'same' | 'descendant' | 'ancestor' | 'diverged' | 'unknown';
    /** A time at which the pushed commit was already in its branch at the remote, by this clone's reflog; RFC 3339. */
    readonly pushedBefore?: string;
  };
}

/** The answer to a `get` is empty where there is no such object. */
export interface Objects {
  readonly objects: readonly KubernetesObject[];
}

export interface Resolution {
  readonly a: readonly string[];
  readonly aaaa: readonly string[];
  /** The CAA records of the name, or of the nearest parent that has any (RFC 8659 §3). */
  readonly caa: readonly { readonly tag: string; readonly value: string; readonly critical: boolean }[];
  /** Why a kind of record could not be resolved: a code such as ENOTFOUND or ESERVFAIL. */
  readonly errors: Readonly<Partial<Record<'a' | 'aaaa' | 'caa', string>>>;
}

export type HandshakeAnswer =
  | {
      /** As the server sent it, leaf first. */
      readonly chain: readonly ServedCertificate[];
      /** Why the chain is not trusted, or not valid for the name: an error code of Node, such as CERT_HAS_EXPIRED. */
      readonly refusal?: string;
    }
  | NoAnswer;

export interface HttpAnswer {
  readonly status: number;
  /** The first characters of the body. */
  readonly body: string;
  readonly location?: string;
  /** The header `server`. */
  readonly server?: string;
  /** Whether the body is the expected one, where the question has one. */
  readonly isExpected?: boolean;
  /** The address that answered. */
  readonly address: string;
  /** From the lookup of the name to the end of the body. */
  readonly milliseconds: number;
}

/** Why there was no answer. */
export interface NoAnswer {
  /** The code of the error, such as ECONNREFUSED, ECONNRESET, ETIMEDOUT or ENOTFOUND. */
  readonly code: string;
  readonly message: string;
  /** The address that was connected to, if any. */
  readonly address?: string;
}

export type AnswerTo<Q extends Question> = Answers[Q['ask']];

/** A key that is equal for equal questions, whatever the order of their fields. */
export function questionKey(question: Question): string {
  return JSON.stringify(question, Object.keys(question).sort());
}

import type { Gap } from './gap.ts';
import type { KindId } from './kinds.ts';
import type { KubernetesObject } from './objects/kubernetes-object.ts';
import type { ServedCertificate } from './objects/x509.ts';

/** What is asked of the cluster, of the network or of git. Plain data: two that are equal are asked once. */
export type Question = Get | List | Log | May | Resolve | Handshake | Fetch | Ancestry;

/** One object. */
export interface Get {
  readonly ask: 'get';
  readonly kind: KindId;
  readonly namespace?: string;
  readonly name: string;
}

/** The objects of a kind, in one namespace or in all; page by page, of which only what is kept stays in memory. */
export interface List {
  readonly ask: 'list';
  readonly kind: KindId;
  readonly namespace?: string;
  /** A label selector. */
  readonly labels?: string;
  /** A field selector. */
  readonly fields?: string;
  /** What the API server cannot select by: an object stays where one of these holds. All stay without it. */
  readonly keep?: Keep;
}

export interface Keep {
  /** uids of owners. */
  readonly owners?: readonly string[];
  /** Public names that it speaks of, by wildcards too. */
  readonly hosts?: readonly string[];
  /** `spec.secretName`, or a `credentialName` of a server. */
  readonly secrets?: readonly string[];
  /** `namespace/name` of Istio or Gateway API Gateways that it is bound to. */
  readonly gateways?: readonly string[];
  /** `name.namespace` of Services that a DestinationRule speaks of, by short names and wildcards too. */
  readonly services?: readonly string[];
  /** `name` of a webhook. */
  readonly webhooks?: readonly string[];
  /** Labels of Pods that its selector, or that of its template, selects. */
  readonly selects?: readonly Readonly<Record<string, string>>[];
  /** Labels that its Pod template bears: what a Service with this selector reaches. */
  readonly templates?: readonly Readonly<Record<string, string>>[];
}

/** The last lines of a container. */
export interface Log {
  readonly ask: 'log';
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Of the run before the present one. */
  readonly previous: boolean;
}

/** Whether a user may do something: a SubjectAccessReview. */
export interface May {
  readonly ask: 'may';
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly namespace: string;
}

/** What DNS has for a public name. */
export interface Resolve {
  readonly ask: 'resolve';
  readonly host: string;
}

/** A TLS handshake under a public name; nothing is trusted or refused by it. */
export interface Handshake {
  readonly ask: 'handshake';
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** GETs, each on a connection of its own, none of which follows a redirect; they end with the first that is not 2xx. */
export interface Fetch {
  readonly ask: 'fetch';
  /** Its name goes into SNI and Host. */
  readonly url: string;
  readonly address: string;
  readonly times: number;
  /** The body that is expected, of which only whether it came is told. */
  readonly expected?: string;
}

/** How commits of this repository follow each other, where there is a clone of it. */
export interface Ancestry {
  readonly ask: 'ancestry';
  /** The commit that was pushed. */
  readonly of: string;
  /** Another commit. */
  readonly to: string;
}

/** What came of a question, by its `ask`. */
export interface Answers {
  get: Objects | Gap;
  list: Objects | Gap;
  log: { readonly lines: readonly string[] } | Gap;
  may: { readonly isAllowed: boolean } | Gap;
  resolve: Resolution;
  handshake: HandshakeAnswer;
  fetch: { readonly answers: readonly (HttpAnswer | NoAnswer)[] };
  ancestry: {
    readonly relation: 'same' | 'descendant' | 'ancestor' | 'diverged' | 'unknown';
    /** A time by which the pushed commit was in its branch at the remote, as far as this clone knows; RFC 3339. */
    readonly pushedBefore?: string;
  };
}

/** Of a `get`, none is the answer where there is no such object. */
export interface Objects {
  readonly objects: readonly KubernetesObject[];
}

export interface Resolution {
  readonly a: readonly string[];
  readonly aaaa: readonly string[];
  /** Of the name, or of the nearest one above it that has any (RFC 8659 §3). */
  readonly caa: readonly { readonly tag: string; readonly value: string; readonly critical: boolean }[];
  /** Of what could not be resolved: a code such as ENOTFOUND or ESERVFAIL. */
  readonly errors: Readonly<Partial<Record<'a' | 'aaaa' | 'caa', string>>>;
}

export type HandshakeAnswer =
  | {
      /** The leaf first, as the server sent them. */
      readonly chain: readonly ServedCertificate[];
      /** Why the chain is not trusted, or is not for this name: an error code of Node, such as CERT_HAS_EXPIRED. */
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
  /** Whether the body is the expected one, where one was. */
  readonly isExpected?: boolean;
  /** From where. */
  readonly address: string;
  /** From the look-up of the name to the end of the body. */
  readonly milliseconds: number;
}

/** Why nothing came. */
export interface NoAnswer {
  /** Of the error, such as ECONNREFUSED, ECONNRESET, ETIMEDOUT or ENOTFOUND. */
  readonly code: string;
  readonly message: string;
  /** Where it was connected to, if it was. */
  readonly address?: string;
}

/** What a question is about: a kind of object, or what else is asked. */
export type Subject = KindId | Exclude<Question['ask'], 'get' | 'list'>;

export type AnswerTo<Q extends Question> = Answers[Q['ask']];

/** The same for two questions that are the same. */
export function questionKey(question: Question): string {
  return JSON.stringify(question, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

import { addressesOf, healthQuestion } from './dns.ts';
import { handshakesOf } from './handshakes.ts';
import { fieldsOf } from '../workload/telling-line.ts';
import { workloadsOfHost } from '../workload/workloads.ts';
import type { Fetch, HttpAnswer, NoAnswer } from '../../see/question.ts';
import type { View } from '../../see/view.ts';

/** The annotation of a Pod template, and the label of an image, with the commit it was built from. */
export const REVISION = 'org.opencontainers.image.revision';

/** The answers on the health path at one address. */
export interface Health {
  readonly question: Fetch;
  readonly answers: readonly (HttpAnswer | NoAnswer)[];
}

/** The answers on the health path, at the address that clients take. */
export function healthOf(view: View, name: string): readonly Health[] {
  return addressesOf(view, name)
    .slice(0, 1)
    .flatMap((address) => {
      const question = healthQuestion(view, name, address);
      const answer = view.ask(question);
      return answer ? [{ question, answers: answer.answers }] : [];
    });
}

export function isAnswer(answer: HttpAnswer | NoAnswer): answer is HttpAnswer {
  return 'status' in answer;
}

export function isGood({ status }: HttpAnswer): boolean {
  return status >= 200 && status <= 299;
}

/** Whether the answer is the gateway's own, which has no route or reaches no Pod (R15, R16). */
export function isOfGateway({ status, body, server }: HttpAnswer): boolean {
  if (server !== 'istio-envoy') return false;
  const words = body.trim();
  if (status === 404) return words === '';
  return status >= 502 && status <= 504 && /^(no healthy upstream|upstream |stream timeout|$)/.test(words);
}

/** Whether a handshake for the name at an address gave a trusted certificate. */
export function isReached(view: View, name: string, address: string): boolean {
  return handshakesOf(view, name).some(
    (each) => each.address === address && 'chain' in each.answer && each.answer.refusal === undefined,
  );
}

/** A text field of a JSON answer, whose body may have been cut. */
export function saidOf({ body }: HttpAnswer, field: 'revision' | 'status'): string | undefined {
  const value =
    fieldsOf(body)?.[field] ?? new RegExp(`"${field}"\\s*:\\s*"([^"]*)"`).exec(isJson(body) ? body : '')?.[1];
  return typeof value === 'string' ? value : undefined;
}

function isJson(body: string): boolean {
  return body.trimStart().startsWith('{');
}

/** The commit that the image behind a host should be built from: the given one, else the one all its workloads name. */
export function expectedRevision(view: View, name: string): string | undefined {
  if (view.scope.imageRevision) return view.scope.imageRevision;
  const said = workloadsOfHost(view, name).map(
    ({ workload }) => workload.spec.template.metadata?.annotations?.[REVISION] ?? '',
  );
  const [first] = said;
  return first && said.every((each) => each === first) ? first : undefined;
}

/**
 * Whether two names of a commit are the same. One of them may be shortened, to seven characters at least; what is no
 * commit, such as the `dev` of an image that was built by hand, is compared as a whole.
 */
export function sameCommit(a: string, b: string): boolean {
  const [short = '', long = ''] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length);
  return short === long || (short.length >= 7 && long.startsWith(short));
}

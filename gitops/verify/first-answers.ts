import { findsApplications, placesIn } from './model/sync/applications.ts';
import { isGap, type Gap } from './see/gap.ts';
import type { Application } from './see/objects/application.ts';
import { collect, type Witness } from './see/collect.ts';
import { every, named, type Demand } from './see/demand.ts';
import { questionKey, type Objects } from './see/question.ts';
import { quote } from './see/quote.ts';
import { inContext } from './tell/report/in-context.ts';
import type { Scope } from './see/scope.ts';
import type { Exchange, Snapshot } from './see/snapshot.ts';
import type { Text } from '#program/language.ts';
import { GAPS } from './judge/unknown.ts';
import { createView } from './see/view.ts';

/** Gaps with which nothing at all can be learnt from the cluster. */
const HOPELESS: readonly Gap['gap'][] = ['Unreachable', 'NoCredentials', 'Unauthorized', 'NoCluster'];

/** The first answers of a look, which show whether there is anything to judge. */
interface FirstAnswers {
  readonly exchanges: readonly Exchange[];
  readonly applications: readonly Application[];
  /** Why nothing can be judged. */
  readonly obstacle?: Text;
}

/** Asks the cluster the first questions of every look. */
export async function askFirst(scope: Scope, witness: Witness, context: string | undefined): Promise<FirstAnswers> {
  const follow = (snapshot: Snapshot) => {
    const { view, trace } = createView(snapshot);
    for (const demand of firstDemands(scope)) view.list(demand);
    return trace;
  };
  const takenAt = new Date().toISOString();
  const { exchanges, objects } = await collect({ scope, witness, takenAt, follow, namespaces: () => placesIn(scope) });
  const applications = (objects.Application ?? []) as readonly Application[];
  const obstacle = unreachable(exchanges, context) ?? nothingToJudge(scope, exchanges, applications);
  return { exchanges, applications, ...(obstacle ? { obstacle } : {}) };
}

function firstDemands(scope: Scope): readonly Demand[] {
  return [
    ...(findsApplications(scope) ? [every('Application')] : []),
    ...scope.applications.map(({ namespace, name }) => named('Application', namespace, name)),
    ...scope.certificates.map(({ namespace, name }) => named('Certificate', namespace, name)),
  ];
}

/** A witness that gives, once, the answers that there are already, instead of asking again. */
export function withAnswers(exchanges: readonly Exchange[], witness: Witness): Witness {
  const known = new Map(exchanges.map(({ question, answer }) => [questionKey(question), answer]));
  return {
    ...witness,
    objects: async (question, demands) => {
      const key = questionKey(question);
      const answer = known.get(key);
      known.delete(key);
      return (answer as Objects | Gap | undefined) ?? (await witness.objects(question, demands));
    },
  };
}

/** Why the cluster cannot be asked, and what to do, in one line. */
export function obstacleOf({ gap, message }: Gap, context: string | undefined): Text {
  const words = message === '' ? '' : `: ${quote(message, 200)}`;
  const next =
    gap === 'NoCluster'
      ? {
          en: 'set KUBECONFIG, or choose a context with --context NAME',
          ko: 'KUBECONFIG를 지정하거나 --context NAME으로 컨텍스트를 고르세요',
        }
      : {
          en: `try ${inContext('kubectl get --raw /readyz', context)}, or choose a context with --context NAME`,
          ko: `--context NAME으로 컨텍스트를 고르거나 다음 명령을 실행해 보세요: ${inContext('kubectl get --raw /readyz', context)}`,
        };
  return { en: `${GAPS[gap].en}${words}; ${next.en}`, ko: `${GAPS[gap].ko}${words}. ${next.ko}` };
}

/** Why the cluster cannot be asked, where none of the questions about its objects has an answer. */
export function unreachable(exchanges: readonly Exchange[], context: string | undefined): Text | undefined {
  const answers = exchanges.flatMap(({ question, answer }) => ('kind' in question ? [answer] : []));
  const [first, ...rest] = answers.map((answer) =>
    isGap(answer) && HOPELESS.includes(answer.gap) ? answer : undefined,
  );
  return first && !rest.includes(undefined) ? obstacleOf(first, context) : undefined;
}

function nothingToJudge(
  scope: Scope,
  exchanges: readonly Exchange[],
  applications: readonly Application[],
): Text | undefined {
  if (!findsApplications(scope) || applications.length > 0) return undefined;
  const gap = exchanges.map(({ answer }) => answer).find(isGap);
  const reason: Text =
    gap && gap.gap !== 'KindNotInstalled'
      ? {
          en: `Applications cannot be listed: ${GAPS[gap.gap].en}`,
          ko: `Application 목록을 읽지 못했습니다: ${GAPS[gap.gap].ko}`,
        }
      : { en: 'the cluster has no Application of Argo CD', ko: '클러스터에 Argo CD Application이 없습니다' };
  const options = '--application NS/NAME, --certificate NS/NAME, --host HOST';
  return {
    en: `${reason.en}, so there is nothing to judge; name something: ${options}`,
    ko: `${reason.ko}. 판단할 대상이 없으니 직접 지정하세요: ${options}`,
  };
}

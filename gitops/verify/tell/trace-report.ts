import { EXIT } from '#program/command.ts';
import type { Language, Text } from '#program/language.ts';
import { gapFinding } from '../judge/unknown.ts';
import { wordsOf, type Reference } from '../model/reference.ts';
import type { Outcome, RequestTrace, Step } from '../model/trace/outcome.ts';
import { requestText, type Request } from '../model/trace/request.ts';
import type { Unknown } from '../see/snapshot.ts';
import { mapStrings } from './map-strings.ts';
import { inContext } from './report/in-context.ts';
import { LEVEL_WORDS, PART_WORDS } from './report/labels.ts';
import { plain } from './report/printable.ts';
import { wrap, type Style } from './report/style.ts';

/** The version of the format; it changes when programs that read the trace must change. */
const FORMAT = 'umi-verify-trace/1';

/** Most Pods that a line names. */
const MOST_PODS = 4;

/** What becomes of a request, in one language and safe to print (printable.ts). */
interface TraceReport {
  readonly language: Language;
  /** When the look began, RFC 3339. */
  readonly takenAt: string;
  readonly exitStatus: number;
  readonly request: Request;
  readonly branches: readonly ToldBranch[];
  /** What the trace would need and could not be read. */
  readonly unknown: readonly { readonly object: Reference; readonly seen: string; readonly next: readonly string[] }[];
  /** What could decide otherwise, since the model does not follow it. */
  readonly notes: readonly ToldStep[];
}

interface ToldBranch {
  readonly share: number;
  readonly steps: readonly ToldStep[];
  readonly outcome: Outcome;
  readonly text: string;
}

interface ToldStep {
  readonly object?: Reference;
  readonly field?: string;
  readonly did: string;
}

interface Options {
  readonly trace: RequestTrace;
  readonly notes: readonly Step[];
  readonly unknowns: readonly Unknown[];
  readonly takenAt: string;
  readonly language: Language;
  /** The value of `--context`, which is added to the commands. */
  readonly context: string | undefined;
}

export function createTraceReport({ trace, notes, unknowns, takenAt, language, context }: Options): TraceReport {
  const { request, branches } = trace;
  const isKnown = unknowns.length === 0 && branches.every(({ outcome }) => outcome.end !== 'unknown');
  const report: TraceReport = {
    ...{ language, takenAt, request, exitStatus: isKnown ? 0 : EXIT.couldNotJudge },
    branches: branches.map(({ share, steps, outcome }) => ({
      ...{ share, outcome, text: outcomeText(outcome, request.from ? PROXY : GATEWAY)[language] },
      steps: steps.map((step) => toldStep(step, language)),
    })),
    unknown: unknowns.map(gapFinding).map(({ object, seen, next }) => ({
      ...{ object, seen: seen[language] },
      next: next.map((command) => inContext(command, context)),
    })),
    notes: notes.map((note) => toldStep(note, language)),
  };
  return mapStrings(report, plain) as TraceReport;
}

function toldStep({ object, field, did }: Step, language: Language): ToldStep {
  return { ...(object ? { object } : {}), ...(field === undefined ? {} : { field }), did: did[language] };
}

const GATEWAY: Text = { en: 'the gateway', ko: '게이트웨이' };
const PROXY: Text = { en: 'the proxy', ko: '프록시' };

/** Where a request ends, in a line. @param who decides on the way */
function outcomeText(outcome: Outcome, who: Text): Text {
  switch (outcome.end) {
    case 'answered': {
      const { pods, limit } = outcome;
      const names = pods.slice(0, MOST_PODS).map(({ namespace = '', name }) => `${namespace}/${name}`);
      const all = pods.length > MOST_PODS ? `${names.join(', ')} …` : names.join(', ');
      return pods.length === 1
        ? within({ en: `answered by Pod ${all}`, ko: `Pod ${all}에서 응답합니다` }, limit?.time)
        : within(
            { en: `answered by ${pods.length} Pods: ${all}`, ko: `Pod ${pods.length}개가 응답합니다: ${all}` },
            limit?.time,
          );
    }
    case 'sent out':
      return within(
        { en: `sent to ${outcome.to}, outside of the cluster`, ko: `클러스터 밖으로 보냅니다: ${outcome.to}` },
        outcome.limit?.time,
      );
    case 'responded':
      return { en: `${outcome.status} from the rule itself`, ko: `규칙이 직접 ${outcome.status}로 응답합니다` };
    case 'redirected': {
      const { status, location } = outcome;
      return { en: `${status} to ${location}`, ko: `${status} 리다이렉트: ${location}` };
    }
    case 'refused':
      return { en: '403: refused by a policy', ko: '403: 정책이 거부합니다' };
    case 'blocked':
      return { en: '502: the sidecar sends nothing there', ko: '502: 사이드카가 그곳으로 보내지 않습니다' };
    case 'no virtual host':
      return { en: `404: ${who.en} does not know the host`, ko: `404: ${who.ko}가 모르는 호스트입니다` };
    case 'no rule':
      return { en: '404: no rule takes the request', ko: '404: 요청에 맞는 규칙이 없습니다' };
    case 'no cluster':
      return {
        en: `${outcome.status}: ${who.en} does not know the destination`,
        ko: `${outcome.status}: ${who.ko}가 모르는 목적지입니다`,
      };
    case 'no endpoints':
      return { en: '503: the destination has no ready Pod', ko: '503: 목적지에 준비된 Pod가 없습니다' };
    case 'no TLS':
      return {
        en: `503: ${who.en} and the Pods do not agree on TLS`,
        ko: `503: ${who.ko}와 Pod의 TLS 설정이 서로 맞지 않습니다`,
      };
    case 'reset':
      return { en: `${who.en} ends the connection`, ko: `${who.ko}가 연결을 끊습니다` };
    case 'no client certificate':
      return {
        en: 'the gateway ends the connection of whoever has no certificate',
        ko: '클라이언트 인증서가 없으면 게이트웨이가 연결을 끊습니다',
      };
    case 'not reached':
      return { en: 'no connection comes about', ko: '연결되지 않습니다' };
    case 'unknown':
      return { en: 'not known', ko: '알 수 없습니다' };
  }
}

function within({ en, ko }: Text, time: string | undefined): Text {
  return time === undefined
    ? { en, ko }
    : { en: `${en}; 504 after ${time}`, ko: `${ko} ${time} 넘게 걸리면 504입니다` };
}

/** By the names that `--format` takes. */
export const TRACE_FORMATS = { text: textTrace, json: jsonTrace } as const satisfies Readonly<
  Record<string, (report: TraceReport, style: Style) => string>
>;

export type TraceFormat = keyof typeof TRACE_FORMATS;

/** The trace as text: what all ways share, then each way to its end. */
function textTrace({ request, branches, unknown, notes, language }: TraceReport, style: Style): string {
  const { paint } = style;
  const [first, ...others] = branches;
  const isShared = (step: ToldStep, index: number) =>
    others.every(({ steps }) => JSON.stringify(steps[index]) === JSON.stringify(step));
  const apart = (first?.steps ?? []).findIndex((step, index) => !isShared(step, index));
  const shared = apart === -1 ? (first?.steps.length ?? 0) : apart;
  const stepText = ({ object, field = '', did }: ToldStep) => [
    ...(object ? [wrap(`${paint('bold', wordsOf(object))} ${paint('dim', field)}`, style, '  ', 4)] : []),
    wrap(did, style, object ? '    ' : '  ', object ? 4 : 2),
  ];
  const from = { en: 'from', ko: '보낸 곳:' }[language];
  const heading = [
    wrap(paint('bold', requestText(request)), style, '', 2),
    ...(request.from ? [wrap(`${from} Pod ${request.from.namespace}/${request.from.name}`, style, '  ', 4)] : []),
    ...Object.entries(request.headers).flatMap(([name, values]) =>
      [values].flat().map((value) => wrap(`${name}: ${value}`, style, '  ', 4)),
    ),
  ];
  return [
    heading.join(''),
    (first?.steps ?? []).slice(0, shared).flatMap(stepText).join(''),
    ...branches.map((branch) =>
      [...branch.steps.slice(shared).flatMap(stepText), ...endText(branch, language, style)].join(''),
    ),
    ...unknown.map(({ object, seen, next }) =>
      [
        wrap(`${paint(['bold', 'magenta'], LEVEL_WORDS.unknown[language])} ${wordsOf(object)}: ${seen}`, style, '', 2),
        ...next.map((command) => `  ${paint('dim', PART_WORDS[language].next)}  ${paint('bold', command)}\n`),
      ].join(''),
    ),
    notes
      .map(({ object, field = '', did }) => {
        const where = object ? `${`${wordsOf(object)} ${field}`.trimEnd()}: ` : '';
        return wrap(`${paint(['bold', 'cyan'], LEVEL_WORDS.info[language])} ${where}${did}`, style, '', 2);
      })
      .join(''),
  ]
    .filter(Boolean)
    .join('\n');
}

/** The end of a way, and what decided it. */
function endText(branch: ToldBranch, language: Language, style: Style): readonly string[] {
  const { share, steps, outcome, text } = branch;
  const percent = Math.round(share * 1000) / 10;
  const part = share === 1 ? '' : { en: `${percent} %  `, ko: `${percent}%  ` }[language];
  const decision = steps.at(-1);
  const names = { en: 'decided by', ko: '결정한 곳:' }[language];
  return [
    wrap(style.paint(['bold', colourOf(outcome)], `${part}${text}`), style, '→ ', 2),
    ...(decision?.object
      ? [
          wrap(
            `${style.paint('dim', names)} ${wordsOf(decision.object)} ${decision.field ?? ''}`.trimEnd(),
            style,
            '  ',
            4,
          ),
        ]
      : []),
  ];
}

function colourOf(outcome: Outcome): 'green' | 'red' | 'magenta' {
  if (outcome.end === 'unknown') return 'magenta';
  const isGood = ['answered', 'sent out', 'redirected'].includes(outcome.end);
  return isGood || (outcome.end === 'responded' && outcome.status < 400) ? 'green' : 'red';
}

/** The trace as JSON, which trace-report.schema.json describes. */
function jsonTrace({ takenAt, language, exitStatus, request, branches, unknown, notes }: TraceReport): string {
  const document = {
    ...{ format: FORMAT, takenAt, language, exitStatus, request },
    branches: branches.map(({ share, steps, outcome, text }) => ({
      share,
      steps,
      outcome: jsonOutcome(outcome, text),
    })),
    unknown,
    notes,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Of a time-out that the steps tell only the time. */
function jsonOutcome(outcome: Outcome, text: string): object {
  const { limit, ...rest } = { limit: undefined, ...outcome };
  return { ...rest, ...(limit ? { timeout: limit.time } : {}), text };
}

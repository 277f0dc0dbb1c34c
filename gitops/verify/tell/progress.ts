import { clearLine, cursorTo } from 'node:readline';
import type { Check } from '../judge/check.ts';
import type { Finding } from '../model/finding.ts';
import { keyOf, wordsOf } from '../model/reference.ts';
import { plain } from './report/printable.ts';
import { wrap, type Style } from './report/style.ts';
import { LEVEL_WORDS } from './report/labels.ts';
import type { Language } from '#program/language.ts';

/** Most lines that one look adds to a log. */
const MOST = 5;

interface Options {
  readonly checks: readonly Check[];
  readonly language: Language;
  readonly style: Style;
}

/** Tells what is seen while waiting. */
export interface Progress {
  /** Tells what a look saw, and the seconds since the start. */
  tell(findings: readonly Finding[], seconds: number): void;
  /** To be called before anything else is written. */
  end(): void;
}

/** Progress as one line on a terminal, which each look overwrites. */
export function liveProgress(stream: NodeJS.WritableStream, options: Options): Progress {
  const clear = () => {
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  return {
    tell(findings, seconds) {
      const [first, ...others] = causes(findings);
      const more = others.length === 0 ? '' : ` (+${others.length})`;
      const text = `${secondsText(seconds)}  ${first ? line(first, options) : '…'}${more}`;
      clear();
      // One column is left for the cursor.
      stream.write(firstLine(text, { ...options.style, width: options.style.width - 1 }));
    },
    end: clear,
  };
}

/** Progress as lines in a log: only what came and what went since the previous look. */
export function logProgress(stream: NodeJS.WritableStream, options: Options): Progress {
  let last = new Map<string, Finding>();
  return {
    tell(findings, seconds) {
      const now = new Map(causes(findings).map((each) => [`${each.level} ${each.code} ${keyOf(each.object)}`, each]));
      const came = [...now].filter(([key]) => !last.has(key)).map(([, each]) => line(each, options));
      const objects = new Set([...now.values()].map(identity));
      const went = [...last.values()]
        .filter((each) => !objects.has(identity(each)))
        .map((each) => `${{ en: 'passed', ko: '해결됨' }[options.language]} ${each.code} ${wordsOf(each.object)}`);
      const lines = [...went, ...came];
      const rest = lines.length - MOST;
      for (const text of lines.slice(0, MOST)) stream.write(`${secondsText(seconds)}  ${plain(text)}\n`);
      if (rest > 0) stream.write(`${secondsText(seconds)}  (+${rest})\n`);
      last = now;
    },
    end: () => undefined,
  };
}

/** The findings that are worth telling on the way: no consequences, and nothing that may stay as it is. */
function causes(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ cause, level }) => !cause && level !== 'info' && level !== 'warning');
}

function line({ code, level, object }: Finding, { checks, language }: Options): string {
  const title = checks.find((check) => check.code === code)?.title[language] ?? '';
  return plain(`${LEVEL_WORDS[level][language]} ${code} ${wordsOf(object)}: ${title}`);
}

function identity({ code, object }: Finding): string {
  return `${code} ${keyOf(object)}`;
}

function secondsText(seconds: number): string {
  return `${Math.round(seconds)} s`.padStart(6);
}

function firstLine(text: string, style: Style): string {
  return (wrap(text, style, '', 0).split('\n', 1)[0] ?? '').trimEnd();
}

import type { RenderedObject } from '../../../render/objects.ts';
import { placeInFile } from './file-place.ts';
import type { TextFile } from './files.ts';
import type { Place } from './place.ts';

/** What Go fills in, and a line of nothing else. */
const ACTION = /\{\{[^]*?\}\}/g;
const ACTIONS_ALONE = /^[ \t]*(?:\{\{[^]*?\}\}[ \t]*)+$/gm;

/** Where a field of an object stands in the template of a chart, or its nearest parent: the template read as YAML. */
export function placeInTemplate({ path, text }: TextFile, { kind }: RenderedObject, field?: string): Place {
  const blank = (letter: string) => (action: string) => action.replaceAll(/[^\n]/g, letter);
  const readable = text.replaceAll(ACTIONS_ALONE, blank(' ')).replaceAll(ACTION, blank('x'));
  const documents = readable.split(/^(?=---)/m);
  const own = documents.findIndex((each) => new RegExp(`^kind: *["']?${kind}["']?\\s*$`, 'm').test(each));
  const before = documents.slice(0, Math.max(0, own)).join('');
  const found = placeInFile({ path, text: documents[Math.max(0, own)] ?? '' }, field);
  return { ...found, line: found.line + before.split('\n').length - 1 };
}

import { createEars, UNROUTABLE, type Ears } from './hear.ts';
import { nameProblems } from './lint-names.ts';
import type { InteractionModel, Skill } from './model.ts';
import { plain } from './plain.ts';
import { BUILT_IN_UTTERANCES, END_WORDS } from './platform-words.ts';
import { everyForm, spokenText } from './tsv.ts';

export interface ModelProblem {
  /** `file` or `file:line`. */
  readonly place: string;
  readonly problem: string;
}

/** What the model must agree with in the rest of the repository. */
export interface Surroundings {
  /** Names of the custom intents that have a handler. */
  readonly handled: readonly string[];
  /** Topics of the tips. */
  readonly topics: readonly string[];
}

/** Limits of the console and its guide (Design_Custom_Extension, Register_Custom_Extension). */
const LIMITS = {
  utterances: { plain: 10, withSlots: 30, most: 2000 },
  invocationNames: 3,
  description: 500,
  shortDescription: 200,
  examplePhrases: 3,
  keywords: 100,
};
/** A domain in reverse. */
export const EXTENSION_ID = /^[a-z][a-z0-9]*(\.[a-z0-9]+)+$/i;
/** The slot type whose words are the tips' topics. */
const TOPIC_TYPE = 'DEBUG_TOPIC';

/** Every problem that the console, its review or our own service would have with the model. */
export function lintModel(model: InteractionModel, surroundings: Surroundings): ModelProblem[] {
  const ears = createEars(model);
  return [
    ...lintSkill(model.skill, ears),
    ...model.intents.flatMap((intent) => lintIntent(intent, model, ears)),
    ...model.slotTypes.flatMap((type) => lintSlotType(type, model)),
    ...lintBuiltIns(model),
    ...lintHandlers(model, surroundings),
    ...lintTopics(model, surroundings),
  ];
}

function lintSkill(skill: Skill, ears: Ears): ModelProblem[] {
  const { extensionId, invocationNames, name, store } = skill;
  const problems: string[] = [];
  if (!EXTENSION_ID.test(extensionId))
    problems.push(`extensionId “${extensionId}”: expected a domain in reverse, such as kr.example.mrdebugger`);
  if (invocationNames.length < 1 || invocationNames.length > LIMITS.invocationNames)
    problems.push(`invocationNames: expected 1 to ${LIMITS.invocationNames}, found ${invocationNames.length}`);
  if (!invocationNames.some((spoken) => plain(spoken).includes(plain(name)) || plain(name).includes(plain(spoken))))
    problems.push(`name “${name}”: expected it to be like one of the invocation names`);
  for (const spoken of invocationNames)
    problems.push(...nameProblems(spoken).map((problem) => `invocation name “${spoken}” ${problem}`));
  problems.push(
    ...tooLong('store.description', store.description, LIMITS.description),
    ...tooLong('store.shortDescription', store.shortDescription, LIMITS.shortDescription),
    ...tooLong('store.keywords', store.keywords.join(','), LIMITS.keywords),
  );
  if (!/\S@\S+\.\S/.test(store.description)) problems.push('store.description: expected an address to write to in it');
  if (store.examplePhrases.length !== LIMITS.examplePhrases)
    problems.push(`store.examplePhrases: expected ${LIMITS.examplePhrases}, found ${store.examplePhrases.length}`);
  for (const phrase of store.examplePhrases) {
    const heard = ears.hear(phrase, false);
    if (heard.kind === 'unroutable')
      problems.push(`store.examplePhrases: “${phrase}” does not work: ${UNROUTABLE[heard.reason].en}`);
    if (heard.kind === 'intent' && heard.isGuess)
      problems.push(`store.examplePhrases: “${phrase}” does not work: no utterance of the model is like it`);
  }
  return problems.map((problem) => ({ place: skill.file, problem }));
}

function tooLong(field: string, text: string, limit: number): string[] {
  return text.length > limit ? [`${field}: ${text.length} characters; the console takes ${limit}`] : [];
}

type IntentModel = InteractionModel['intents'][number];

function lintIntent(intent: IntentModel, model: InteractionModel, ears: Ears): ModelProblem[] {
  const { file, name, slots, utterances } = intent;
  const problems: ModelProblem[] = [];
  const report = (line: number, problem: string) => problems.push({ place: `${file}:${line}`, problem });
  const { plain: few, withSlots, most } = LIMITS.utterances;
  const enough = slots.length > 0 ? withSlots : few;
  const forms = utterances.flatMap((utterance) =>
    everyForm(utterance).map(({ parts }) => ({ line: utterance.line, parts })),
  );

  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) report(1, `intent name “${name}”: expected letters, digits and _`);
  if (forms.length < enough || forms.length > most)
    report(1, `${forms.length} utterances; expected ${enough} to ${most}`);
  for (const { line, name, type } of slots) {
    const isKnown = type.startsWith('CLOVA.') || model.slotTypes.some((slotType) => slotType.name === type);
    if (!isKnown) report(line, `slot ${name}: no file slots/${type}.tsv defines its type`);
    if (!forms.some(({ parts }) => parts.some((part) => typeof part !== 'string' && part.slot === name)))
      report(line, `slot ${name}: no utterance has it`);
  }
  const firstLine = new Map<string, number>();
  for (const { line, parts } of forms) {
    for (const part of parts)
      if (typeof part !== 'string') for (const problem of slotProblems(part, intent, model)) report(line, problem);
    const text = spokenText({ parts });
    const first = firstLine.get(plain(text));
    if (first === undefined) firstLine.set(plain(text), line);
    else if (first !== line) report(line, `“${text}” is already in line ${first}`);
    if (END_WORDS.some((word) => plain(text) === word))
      report(line, `“${text}” ends the session instead of reaching this intent`);
    const others = new Set(ears.intentsFor(text).map((command) => command.intent));
    others.delete(name);
    for (const other of others) report(line, `“${text}” is an utterance of ${other} too`);
  }
  return problems;
}

function slotProblems(
  { slot, sample }: { slot: string; sample: string },
  { slots }: IntentModel,
  { slotTypes }: InteractionModel,
): string[] {
  const declared = slots.find(({ name }) => name === slot);
  if (!declared) return [`<${slot}>: no slot of this name under [INTENT SLOT]`];
  const type = slotTypes.find(({ name }) => name === declared.type);
  if (!type) return [];
  const isKnown = type.values.some(({ representative, synonyms }) => [representative, ...synonyms].includes(sample));
  return isKnown ? [] : [`<${slot}>${sample}</${slot}>: not a word of ${declared.type}`];
}

function lintSlotType(
  { file, name, values }: InteractionModel['slotTypes'][number],
  model: InteractionModel,
): ModelProblem[] {
  const problems: ModelProblem[] = [];
  if (!model.intents.some(({ slots }) => slots.some(({ type }) => type === name)))
    problems.push({ place: file, problem: 'no intent has a slot of this type' });
  const firstLine = new Map<string, number>();
  for (const { line, representative, synonyms } of values) {
    for (const word of [representative, ...synonyms]) {
      const first = firstLine.get(plain(word));
      if (first === undefined) firstLine.set(plain(word), line);
      // The same word with other spaces helps the console within one value; in another value it would be ambiguous.
      else if (first !== line)
        problems.push({ place: `${file}:${line}`, problem: `“${word}” is already in line ${first}` });
    }
  }
  return problems;
}

function lintBuiltIns({ builtIns = [] }: InteractionModel): ModelProblem[] {
  return builtIns
    .filter(({ name }) => !(name in BUILT_IN_UTTERANCES))
    .map(({ name, file }) => ({ place: file, problem: `CLOVA has no intent ${name} of its own` }));
}

function lintHandlers({ intents, skill }: InteractionModel, { handled }: Surroundings): ModelProblem[] {
  const modelled = intents.map(({ name }) => name);
  return [
    ...intents
      .filter(({ name }) => !handled.includes(name))
      .map(({ name, file }) => ({ place: file, problem: `no handler in service/intents answers ${name}` })),
    ...handled
      .filter((name) => !modelled.includes(name))
      .map((name) => ({ place: skill.file, problem: `no file intents/${name}.tsv, but service/intents answers it` })),
  ];
}

function lintTopics({ slotTypes, skill }: InteractionModel, { topics }: Surroundings): ModelProblem[] {
  const type = slotTypes.find(({ name }) => name === TOPIC_TYPE);
  const place = type?.file ?? skill.file;
  const values = type?.values ?? [];
  const words = values.map(({ representative }) => representative);
  return [
    ...topics
      .filter((topic) => !words.includes(topic))
      .map((topic) => ({ place, problem: `nobody can ask for the tips' topic “${topic}”: no line begins with it` })),
    ...values
      .filter(({ representative }) => !topics.includes(representative))
      .map(({ line, representative }) => ({
        place: `${place}:${line}`,
        problem: `no tip has the topic “${representative}”`,
      })),
  ];
}

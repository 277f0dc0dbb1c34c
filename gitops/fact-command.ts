import { parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { readFacts, type Facts } from './facts.ts';

const HELP = `Prints one fact of an environment, as kustomize/facts/ENVIRONMENT/facts.yaml states it.

  node --import tsx gitops/fact-command.ts ENVIRONMENT NAME

Exit status: 0 printed · 64 wrong usage, or no such fact · 78 no such environment, or facts that cannot be read

Examples:
  node --import tsx gitops/fact-command.ts production host
  IMAGE=$(node --import tsx gitops/fact-command.ts staging image)
`;

/** `fact-command.ts` */
export function printFact(argv: readonly string[], { cwd, stdout }: Terminal): number {
  const { positionals } = parseLine(argv, HELP, {}, 'any words');
  const [environment, name, ...more] = positionals;
  if (environment === undefined || name === undefined || more.length > 0)
    throw new UsageError('expected an environment and the name of a fact: production host');
  const facts = readFacts(cwd, environment);
  if (!Object.hasOwn(facts, name))
    throw new UsageError(`${environment} has no fact ${name}: expected one of ${Object.keys(facts).join(', ')}`);
  stdout.write(`${facts[name as keyof Facts]}\n`);
  return 0;
}

await startProgram(import.meta.url, printFact);

